"""The vectors of chapter 7."""

import copy

import cbor
import judge
import message
import names
import officerkey
import roster
import rosteract
from refusal import Refused, require
from vectors import Block, Different, equal


def keys(blocks, tally, known):
    """Keys by name."""
    known["keys"] = {}
    for block in blocks:
        tally.accept(block, check_key)
        known["keys"][block.take("name")] = officerkey.read(block.hex("key"))


def check_key(block):
    block.take("name")
    key = officerkey.read(block.hex("key"))
    equal(str(key["kind"]), block.take("kind"), "kind")
    equal(key["public"], block.hex("public"), "public")
    equal(key["id"], block.hex("kid"), "kid")
    equal(key["hash"], block.hex("key-hash"), "key-hash")
    extra = key["extra"] or {"rp-id": "", "origins": []}
    equal([extra["rp-id"]] if extra["rp-id"] else [], block.take_all("rp-id"), "rp-id")
    equal(extra["origins"], block.take_all("origin"), "origin")
    for name in ("verified", "backup"):
        equal([str(extra[name]).lower()] if name in extra else [], block.take_all(name), name)
    block.end()


def bad_keys(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, check_bad_key)


def check_bad_key(block):
    block.take("reason")
    octets = block.hex("key")
    block.end()
    officerkey.read(octets)


def signatures(blocks, tally, known):
    for block in blocks:
        tally.accept(block, lambda block: check_signature(block, known))


def check_signature(block, known):
    block.take("name")
    key = known["keys"].get(block.take("key"))
    require(key is not None, "a key that keys.txt does not have")
    use, scope, payload, signature = take_signature(block)
    text = officerkey.text_of(key, use, scope, payload)
    equal(text, block.hex("to-be-signed"), "to-be-signed")
    equal(officerkey.challenge(key, text), block.hex("challenge"), "challenge")
    block.end()
    officerkey.check(key, signature, use, scope, payload)


def take_signature(block):
    use, scope, payload = block.take("use").encode("ascii"), block.hex("scope"), block.hex("payload")
    signature = cbor.decode(block.hex("signature"), 2048)
    message.SIGNATURE(signature, "signature")
    return use, scope, payload, signature


def bad_signatures(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, check_bad_signature)


def check_bad_signature(block):
    block.take("reason")
    key = officerkey.read(block.hex("key"))
    use, scope, payload, signature = take_signature(block)
    block.end()
    officerkey.check(key, signature, use, scope, payload)


def bad_acts(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, check_bad_act)


def check_bad_act(block):
    block.take("reason")
    octets = block.hex("act")
    block.end()
    rosteract.read(octets)


def rosters(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_roster, free=("reserved",))


def fold(block):
    """The roster that the acts of a block make, at their places."""
    folded = roster.Roster(block.take("party"), block.hex("charter"), block.hex("root"),
                           [bytes.fromhex(value) for value in block.take_all("reserved")])
    number, previous = block.take("page").split(" ")
    number, previous = int(number), bytes.fromhex(previous)
    for value in block.take_all("act"):
        act = rosteract.read(bytes.fromhex(value))
        rosteract.check_follows(act, number, previous)
        folded.take(act)
        number, previous = act["number"], act["hash"]
    return folded


def check_roster(block):
    block.take("name")
    folded = fold(block)
    equal(str(folded.number), block.take("number"), "number")
    equal(str(folded.quorum), block.take("quorum"), "quorum")
    for id in sorted(folded.officers):
        equal(officer_text(id, folded.officers[id]), block.take_next("officer"), "officer")
        for held in folded.keys_of(id):
            equal(held_text(held), block.take_next("holds"), "holds")
    block.end()


def time_text(time):
    return "-" if time is None else names.time_text(time)


def officer_text(id, officer):
    posts = ["%s:%d" % (post, rights) for post, rights in officer["posts"]]
    return " ".join([id, time_text(officer["from"]), time_text(officer["until"]), "revoked" if officer["revoked"] else "serves"] + posts)


def held_text(held):
    return "%s %s %s" % (held["key"]["id"].hex(), "out" if held["out"] else "in", time_text(held["compromised"]))


def bad_rosters(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, check_bad_roster)


def check_bad_roster(block):
    """All acts but the last one are taken."""
    block.take("reason")
    acts = [line for line in block.lines if line[0] == "act"]
    before = Block([line for line in block.lines if line[0] not in ("act", "reason")] + acts[:-1])
    try:
        fold(before)
    except Refused as error:
        raise Different("an act before the last: %s" % error)
    fold(block)
    block.end()


PRECEDENCES = ("routine", "priority", "immediate", "flash")


def judgements(blocks, tally, known):
    """Nothing is bound to the date but by from, until and since."""
    for block in blocks:
        tally.accept(block, check_judgement, bound=False)


def check_judgement(block):
    block.take("name")
    at = fold(block)
    later = copy.deepcopy(at)
    for value in block.take_all("later"):
        later.take(rosteract.read(bytes.fromhex(value)))
    sheet_keys = [bytes.fromhex(value) for value in block.take_all("sheet-key")]
    edition, date, service = block.hex("edition"), int(block.take("date")), block.take("service") == "true"
    minimum = [read_minimum(value) for value in block.take_all("minimum")]
    verdict = judge.judge(block.hex("envelope"), edition, at, later, date, service, minimum, sheet_keys)
    for said in ("drafted", "reviewed", "released", "emergency"):
        equal(" ".join(sorted(verdict[said])), block.take(said), said)
    for word in ("known", "compromised", "agreed"):
        equal(str(verdict[word]).lower(), block.take(word), word)
    block.end()


def read_minimum(value):
    words = value.split(" ")
    row = dict(zip(("draft", "review", "release", "emergency"), map(int, words[1:5])))
    row["from"], row["forms"] = PRECEDENCES.index(words[0]), words[5].split(",") if len(words) > 5 else []
    return row


FILES = {"keys.txt": keys, "bad-keys.txt": bad_keys, "signatures.txt": signatures, "bad-signatures.txt": bad_signatures,
         "bad-acts.txt": bad_acts, "rosters.txt": rosters, "bad-rosters.txt": bad_rosters,
         "judgements.txt": judgements}
