"""Forms, rules and procedures: chapter 2.9. What is checked by course.py is only named here."""

import re

import course
import names
import schema
from refusal import require

KEYS = ["regime", "constants", "areas", "schemas", "conflicts", "procedures"]
SPOKEN = set("""as break const continue else false for function if import in let loop namespace null package return true
    var void while""".split()) | names.WORDS
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")
CODE = re.compile(r"[A-Z][A-Z0-9-]{0,15}\Z")
CHOICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,31}\Z")
KINDS = ("text", "number", "time", "duration", "choice", "party", "reference", "place", "table")
MOST = 999999999999999
LONGEST_KEY = 64


def known(charter):
    """The charter without the keys of a language that is not read, whose form is checked here [CHR-31]."""
    if charter.get("language", 1) == 1:
        return charter
    order = list(charter)
    require("clocks" in charter, "without clocks")
    unread = order[order.index("language") + 1:order.index("clocks")]
    for key in unread:
        require(key not in ("schedules", "retention_days", "limits"), "%s stands before clocks" % key)
        check_key(key)
        check_keys(charter[key])
    return {key: value for key, value in charter.items() if key not in unread}


def check_key(key):
    require(len(key) <= LONGEST_KEY and key not in names.WORDS, "the key %s" % key)


def check_keys(value):
    for item in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        check_keys(item)
    for key in value if isinstance(value, dict) else ():
        check_key(key)


def pattern(expression, but=()):
    """[CHR-32]"""
    def check(value, what):
        require(type(value) is str and expression.match(value) and value not in but, "%s is no such word" % what)
    return check


def word(*words):
    def check(value, what):
        require(type(value) is str and value in words, "%s is none of %s" % (what, ", ".join(words)))
    return check


def flag(value, what):
    require(value is True, what + " stands only where it is true")


def distinct(check, *keys):
    """A list in which no two maps have the same value of one of the keys; a title in no language [CHR-33]."""
    def check_list(value, what):
        check(value, what)
        for key in keys:
            values = [item[key] for item in value if key in item]
            columns = [[v[lang] for v in values] for lang in values[0]] if values and type(values[0]) is dict else [values]
            for column in columns:
                require(len(set(column)) == len(column), "in %s a %s stands twice" % (what, key))
    return check_list


def field(languages, kinds):
    """A field: its keys depend on its kind [CHR-34]."""
    title = schema.by_language(languages, schema.string(200))
    amount = schema.number(-MOST, MOST)
    choice = schema.table(("value", pattern(CHOICE)), ("title", title))
    more = {
        "number": [("unit?", schema.string(32)), ("decimals?", schema.number(1, 6)), ("min", amount), ("max", amount)],
        "text": [("max", schema.number(1, 65536))],
        "choice": [("choices", distinct(schema.listing(choice, 1, 256), "value", "title"))]}
    if "table" in kinds:
        column = field(languages, kinds[:-1])
        more["table"] = [("max", schema.number(1, 1000)),
                         ("columns", distinct(schema.listing(column, 1, 64), "name", "title"))]

    def check(value, what):
        require(type(value) is dict and type(value.get("kind")) is str, what + " is no field")
        schema.table(("name", pattern(IDENTIFIER, SPOKEN)), ("title", title), ("kind", word(*kinds)), ("required?", flag), ("personal?", flag),
                     *more.get(value["kind"], []))(value, what)
        require(not ("required" in value and "personal" in value), "personal and required")
        require(value["kind"] != "number" or value["min"] <= value["max"], "max is less than min")
    return check


def corners(value, what):
    schema.listing(schema.table(("lat", schema.number(-9000000, 9000000)), ("lon", schema.number(-18000000, 17999999))),
                   3, 256)(value, what)
    require(len({(at["lat"], at["lon"]) for at in value}) == len(value), "a corner stands twice")


def rows(languages):
    """The rows of the charter's table."""
    title = schema.by_language(languages, schema.string(200))
    constant = schema.table(
        ("name", pattern(IDENTIFIER, SPOKEN)), ("value", schema.number(-MOST, MOST)), ("unit", schema.string(32)),
        ("source?", schema.string(1000)), ("unchecked?", flag))
    area = schema.table(("name", schema.name), ("title", title), ("ring", corners))
    rule = schema.table(
        ("name", schema.name), ("level", word("note", "warn")), ("when", schema.string(4096)),
        ("sentence", schema.by_language(languages, schema.string(1000))), ("paragraph?", schema.string(200)))
    compared = schema.table(*((key, schema.any_string) for key in ("from", "until", "table", "row")))
    notice = schema.table(
        ("of?", schema.any_string), ("areas?", schema.listing(schema.any_string, 1, 8, distinct=True)), ("floor?", schema.any_string),
        ("ceiling?", schema.any_string), ("from?", schema.any_string), ("until?", schema.any_string), ("ends?", flag))
    body = schema.table(
        ("form", schema.any_string), ("short?", pattern(CODE)),
        ("fields", distinct(schema.listing(field(languages, KINDS), 1, 128), "name", "title")),
        ("rules?", distinct(schema.listing(rule, 1, 64), "name")), ("compared?", compared), ("notice?", notice))
    pair = schema.table(("form", schema.any_string), ("with", schema.any_string))
    conflicts = schema.table(("distance", schema.any_string), ("height", schema.any_string), ("time", schema.any_string),
                             ("between", schema.listing(pair, 1, 64)))
    return (
        ("language?", schema.number(1, 1000000)), ("regime?", pattern(CODE)),
        ("constants?", distinct(schema.listing(constant, 1, 256), "name")),
        ("areas?", distinct(schema.listing(area, 1, 256), "name", "title")),
        ("schemas?", distinct(schema.listing(body, 1, 256), "form", "short")),
        ("conflicts?", conflicts),
        ("procedures?", distinct(schema.listing(procedure(title), 1, 64), "name", "title")))


def procedure(title):
    role = schema.table(
        ("name", schema.name), ("title", title), ("kind", word("opener", "others", "all", "named", "field", "joint", "listed")),
        ("parties?", schema.listing(schema.any_string, 1, 57, distinct=True)), ("field?", schema.any_string))
    act = schema.table(
        ("name", schema.name), ("title", title), ("form", schema.any_string), ("strict?", flag), ("agrees?", flag),
        ("answers?", schema.any_string), ("finds?", schema.any_string), ("certifies?", schema.any_string), ("by_rule?", flag),
        ("stays?", flag), ("keeps?", flag))
    condition = schema.table(
        ("name", schema.name), ("title", title), ("field", schema.any_string), ("procedure", schema.any_string),
        ("states", schema.listing(schema.any_string, 1, 64, distinct=True)),
        ("acts", schema.listing(schema.any_string, 1, 64, distinct=True)))
    move = schema.table(("act", schema.any_string), ("role", schema.any_string), ("needs", word("one", "any", "all")),
                        ("to", schema.any_string))
    clock = schema.table(
        ("field?", schema.any_string), ("minutes?", schema.number(1, 525600)), ("constant?", schema.any_string),
        ("silence?", flag), ("to", schema.any_string))
    state = schema.table(
        ("name", schema.name), ("title", title), ("end?", flag),
        ("awaits?", schema.listing(schema.any_string, 1, 32, distinct=True)), ("moves?", schema.listing(move, 1, 256)),
        ("clock?", clock))
    return schema.table(
        ("name", schema.name), ("title", title), ("form", schema.any_string), ("all?", flag), ("standing?", flag),
        ("questions?", schema.any_string), ("roles", distinct(schema.listing(role, 1, 32), "name", "title")),
        ("acts", distinct(schema.listing(act, 1, 64), "name", "title")),
        ("states", distinct(schema.listing(state, 1, 64), "name", "title")),
        ("conditions?", distinct(schema.listing(condition, 1, 16), "name", "title")))


def check(charter, languages):
    """What parts of a charter say of each other."""
    require("language" in charter or not any(key in charter for key in KEYS), "without language")
    if charter.get("language") != 1:
        return
    forms = {form["name"]: form for form in charter["forms"]}
    for body in charter.get("schemas", []):
        for item in body["fields"] + [column for item in body["fields"] for column in item.get("columns", [])]:
            require("personal" not in item or charter["retention_days"] > 0, "personal, and kept for ever [CHR-72]")
        name = body["form"]
        check_form(forms, name)
        require(name != "text", "a schema of text")
        check_compared(body)
        check_notice(body)
        require("short" not in body or "regime" in charter, "a short name without regime")
    check_conflicts(charter)
    openings = {procedure["name"] for procedure in charter.get("procedures", [])}
    require(not openings & set(course.EVERYWHERE), "a procedure with the name of an act of every one")
    for procedure in charter.get("procedures", []):
        for part in [procedure] + procedure["acts"]:
            check_form(forms, part["form"])
        require(not openings & {act["name"] for act in procedure["acts"]}, "an act with the name of a procedure")
        course.check(charter, procedure)


def check_compared(body):
    """[CHR-67]"""
    if "compared" not in body:
        return
    by, fields = body["compared"], course.by_name(body["fields"])
    for key in ("from", "until"):
        require(course.is_required(fields.get(by[key], {}), "time"), "compared by no time")
    table = fields.get(by["table"], {})
    require(course.is_required(table, "table") and any(column["kind"] == "number" for column in table["columns"]), "no numbers to compare")
    row = course.column_of(table, by["row"])
    require(course.is_required(row, "text") or course.is_required(row, "choice"), "compared by no row")


def check_notice(body):
    """[CHR-80]"""
    if "notice" not in body:
        return
    notice, fields = body["notice"], course.by_name(body["fields"])
    named = [(name, "place") for name in notice.get("areas", [])]
    named += [(notice[key], kind) for key, kind in (("of", "reference"), ("from", "time"), ("until", "time")) if key in notice]
    for key in ("floor", "ceiling"):
        if key in notice:
            named.append((notice[key], "number"))
            require(fields.get(notice[key], {}).get("unit") in ("m", "ft"), "a height in another unit")
    require(all(fields.get(name, {}).get("kind") == kind for name, kind in named), "a notice names no such field")
    require(("ends" in notice) != bool(set(notice) - {"of", "ends"}), "a notice says and ends, or does neither")


def check_conflicts(charter):
    """[CHR-81]"""
    if "conflicts" not in charter:
        return
    conflicts = charter["conflicts"]
    values = {constant["name"]: constant["value"] for constant in charter.get("constants", [])}
    for key, most in (("distance", 20_000_000), ("height", 1_000_000), ("time", 525_600)):
        require(0 <= values.get(conflicts[key], -1) <= most, "no such margin")
    areas = {body["form"] for body in charter.get("schemas", []) if "areas" in body.get("notice", {})}
    pairs = [frozenset((pair["form"], pair["with"])) for pair in conflicts["between"]]
    require(len(set(pairs)) == len(pairs) and all(pair <= areas for pair in pairs), "no pairs of notices with areas")


def check_form(forms, name):
    """[CHR-34], [CHR-35]"""
    require(name in forms and not forms[name]["automatic"] and name != "ack", "%s is no form for this" % name)
