"""The charter: chapters 2.4 to 2.6. A charter is the dict that its text says."""

import hashlib

import agreed
import document
import ed25519
import keys
import names
import schema
from refusal import require

LIMIT = 1048576
PRECEDENCES = ("routine", "priority", "immediate", "flash")


def check_language(value, what):
    names.check_name(value)
    names.check_language(value)


def rows(languages):
    title = schema.by_language(languages, schema.string(200))
    party = schema.table(
        ("id", schema.name), ("name", schema.string(200)), ("root", schema.hex_64), ("recovery", schema.hex_64),
        ("posts", schema.listing(schema.name, 1, 64, distinct=True)),
        ("readers?", schema.listing(schema.any_string, 1, 64, distinct=True)))
    marking = schema.table(("mark", schema.string(64)), ("title", title))
    form = schema.table(("name", schema.name), ("title", title), ("automatic", schema.truth), ("service?", agreed.flag))
    minutes = schema.number(0, 525600)
    urgency = schema.table(("flash", minutes), ("immediate", minutes), ("priority", minutes), ("routine", minutes))
    labels = schema.listing(schema.string(64), 4, 4, distinct=True)
    return schema.table(
        ("edition", schema.number(1, 1000000)), ("charter?", schema.hex_64), ("amends?", schema.hex_64),
        ("format", schema.literal("parley-charter-1")), ("title", title),
        ("authentic", schema.listing(schema.any_string, 1, 16, distinct=True)), ("exercise", schema.truth),
        ("in_force", schema.any_string), ("withdrawal_days", schema.number(0, 36500)), ("report_opened", schema.truth),
        ("restricted?", schema.by_language(languages, schema.string(1000))),
        ("clauses?", schema.listing(schema.by_language(languages, schema.string(16384)), 1, 256)),
        ("parties", schema.listing(party, 2, 57)), ("handling?", schema.listing(marking, 1, 64)),
        ("precedences", schema.by_language(languages, labels)), ("forms", schema.listing(form, 1, 256)),
        ("release?", schema.listing(release(), 1, 64)), *agreed.rows(languages),
        ("clocks", schema.table(("acknowledgement_minutes", urgency))),
        ("schedules", schema.table(("line_test_minutes", minutes))), ("retention_days", schema.number(0, 36500)),
        ("limits", schema.table(("sessions", schema.number(1, 64)), ("unfinished_bodies", schema.number(1, 64)),
                                ("stored_mib", schema.number(1, 16777216)))),
        ("dictionary?", schema.hex_64))


def release():
    officers = schema.number(1, 8)
    return schema.table(
        ("forms?", schema.listing(schema.any_string, 1, 256, distinct=True)), ("from?", agreed.word("priority", "immediate", "flash")),
        ("draft?", officers), ("review?", officers), ("release", officers), ("emergency?", officers))


def service(charter):
    """The forms of service [CHR-60]."""
    return {"ack"} | {form["name"] for form in charter["forms"] if "service" in form}


def minimum(charter):
    """What is asked of the release of messages, as judge.py takes it."""
    return [{"forms": row.get("forms", []), "from": PRECEDENCES.index(row.get("from", "routine")), "draft": row.get("draft", 0),
             "review": row.get("review", 0), "release": row["release"], "emergency": row.get("emergency", 0)}
            for row in charter.get("release", [])]


def check_release(charter):
    """[CHR-60], [CHR-61]"""
    forms = {form["name"]: form for form in charter["forms"]}
    require("service" not in forms["ack"], "ack is of service anyway")
    rows = charter.get("release", [])
    for row in rows:
        for name in row.get("forms", []):
            require(name in forms and name not in service(charter), "no form that officers release: " + name)
    require(all(row not in rows[:at] for at, row in enumerate(rows)), "a row of release stands twice")


def read(octets):
    """The charter of a text, refused as a whole if it breaks a rule."""
    charter = document.read(octets, LIMIT)
    title = charter.get("title")
    require(type(title) is dict and 1 <= len(title) <= 16, "the title has 1 to 16 languages")
    languages = sorted(title)
    for language in languages:
        check_language(language, "a language")
    rows(languages)(agreed.known(charter), "the charter")
    check_edition(charter)
    check_parties(charter)
    check_lists(charter, languages)
    check_release(charter)
    check_restricted(charter)
    agreed.check(charter, languages)
    require(document.write(charter) == octets, "not the one form of its values")
    return charter


def check_edition(charter):
    """The keys of an amendment [CHR-6], [CHR-13], and the time [CHR-9]."""
    later = charter["edition"] > 1
    require(("charter" in charter) == later and ("amends" in charter) == later, "charter and amends from edition 2 on")
    if later:
        require((charter["edition"] == 2) == (charter["amends"] == charter["charter"]), "edition 2 amends the charter id")
    require(names.parse_time(charter["in_force"]) >= names.YEAR_2020, "in force before 2020")


def check_parties(charter):
    """[CHR-9], [CHR-10]"""
    ids = [party["id"] for party in charter["parties"]]
    require(len(set(ids)) == len(ids), "a party stands twice")
    held = []
    for party in charter["parties"]:
        root = bytes.fromhex(party["root"])
        keys.check_public_key(root)
        held += [hashlib.sha256(root).digest(), bytes.fromhex(party["recovery"])]
    require(len(set(held)) == len(held), "a root or recovery key stands twice")


def check_restricted(charter):
    """[CHR-70], [CHR-71]"""
    restricted = "restricted" in charter
    require(not restricted or len(charter["parties"]) == 2, "restricted, and not between two")
    for party in charter["parties"]:
        require(("readers" in party) == restricted, "readers where a charter is restricted, and nowhere else")
        require(set(party.get("readers", [])) <= set(party["posts"]), "a reader that is no post")


def check_lists(charter, languages):
    """[CHR-7], [CHR-9], [CHR-11]"""
    require(all(language in languages for language in charter["authentic"]), "an authentic language that the title lacks")
    for key, item in (("handling", "mark"), ("forms", "name")):
        values = [entry[item] for entry in charter.get(key, [])]
        require(len(set(values)) == len(values), "in %s one stands twice" % key)
    require({"text", "ack"} <= {form["name"] for form in charter["forms"]}, "the form text or ack is missing")


def edition_id(octets):
    return hashlib.sha256(octets).digest()


def charter_id(charter, octets):
    return bytes.fromhex(charter["charter"]) if "charter" in charter else edition_id(octets)


def fingerprint(edition):
    """[CHR-14]"""
    digits = "%060d" % (int.from_bytes(edition, "big") % 10**60)
    return " ".join(digits[i:i + 5] for i in range(0, 60, 5))


def same_fingerprint(a, b):
    return a.replace(" ", "").replace("-", "") == b.replace(" ", "").replace("-", "")


def party_ids(charter):
    return [party["id"] for party in charter["parties"]]


def party(charter, id):
    """The entry of a party, or None."""
    return next((entry for entry in charter["parties"] if entry["id"] == id), None)


def root_name(id):
    return "parley/%s/root" % id


def check_signatures(charter, octets, lines):
    """Signature lines, each with its LF or without [CHR-15], [CHR-16]."""
    roots = {root_name(entry["id"]): bytes.fromhex(entry["root"]) for entry in charter["parties"]}
    for line in lines:
        name, signed = keys.read_note_line(line[:-1] if line.endswith("\n") else line)
        require(name in roots, "a signature of %s, who is no party, or a second one" % name)
        root = roots.pop(name)
        require(len(signed) == 68, "the signature of %s has another length" % name)
        require(signed[:4] == keys.key_hash(name, keys.ED25519, root), "not by the root key of " + name)
        require(ed25519.verify(root, octets, signed[4:]), "the signature of %s does not verify" % name)
    require(not roots, "without a signature of " + ", ".join(roots))


def check_root_line(party, root, octets, line):
    """A signature line, without its LF, of a party's root over what is no charter."""
    name, signed = keys.read_note_line(line)
    require(name == root_name(party) and len(signed) == 68, "not signed by the root of " + party)
    require(signed[:4] == keys.key_hash(name, keys.ED25519, root), "not by the root key of " + name)
    require(ed25519.verify(root, octets, signed[4:]), "the signature of %s does not verify" % name)


def check_successor(old, old_octets, new):
    """Whether the charter new may follow the charter old [CHR-17], [CHR-18]."""
    require(new["edition"] == old["edition"] + 1, "the number is not one more")
    require(bytes.fromhex(new["charter"]) == charter_id(old, old_octets), "another charter")
    require(bytes.fromhex(new["amends"]) == edition_id(old_octets), "it amends another edition")
    require(new["in_force"] >= old["in_force"], "in force before the edition that it amends")
    require(new["exercise"] == old["exercise"], "an exercise never becomes live, nor the other way")
    require(("restricted" in new) == ("restricted" in old), "restricted for good or never")  # [CHR-75]
    for entry in old["parties"]:
        kept = party(new, entry["id"])
        require(kept is None or (kept["root"], kept["recovery"]) == (entry["root"], entry["recovery"]),
                "it changes the root or recovery key of " + entry["id"])
