"""The vectors of chapter 5, in the order of its section 5.8."""

import body
import bodyjson
import citation
import names
import numbered
from refusal import require
from vectors import Different, equal


def schema(blocks, tally, known):
    """The form of all bodies."""
    first = blocks[0]
    first.take("regime")
    parties, languages = first.take_all("party"), first.take_all("lang")
    known["form"] = body.Form([], parties, first.take_all("area"))
    known["numbering"] = numbered.Numbering(known["form"], first.take("form"), first.take("short"), languages, dict(zip(parties, first.take_all("party-name"))),
                                            first.take("exercise") == "true")
    tables = {}
    for block in blocks[1:]:
        field = {"name": block.take("name"), "kind": block.take("kind"), "required": {"true": True, "false": False}[block.take("required")],
                 "choices": block.take_all("choice"), "columns": [], "unit": block.take("unit") if block.has("unit") else "",
                 "title": {lang: block.take("title-" + lang) for lang in languages},
                 "choice-titles": {lang: block.take_all("choice-" + lang) for lang in languages}}
        for key in ("min", "max", "decimals"):
            if block.has(key):
                field[key] = int(block.take(key))
        tables[field["name"]] = field["columns"]
        (tables[block.take("of")] if block.has("of") else known["form"].fields).append(field)
        tally.accept(block, lambda block: require(field["kind"] in body.CHECKS, "no kind"), bound=False)


def bodies(blocks, tally, known):
    known["bodies"] = {}
    for block in blocks:
        tally.accept(block, lambda block: check_body(block, known["form"]))
        known["bodies"][block.take("name")] = block.hex("body")


def check_body(block, form):
    block.take("name")
    octets, text = block.hex("body"), block.text("json")
    reference, values = body.read(form, octets)
    equal(body.write(form, reference, values), octets, "body")
    equal(bodyjson.write(form, reference, values), text, "json")
    equal(bodyjson.read(form, text), (reference, values), "json as it is read")
    block.end()


def bad_bodies(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, lambda block: body.read(known["form"], block.hex("body")))


def readable(blocks, tally, known):
    for block in blocks:
        tally.accept(block, lambda block: check_readable(block, known["form"]))


def check_readable(block, form):
    block.take("name")
    equal(body.write(form, *bodyjson.read(form, block.text("json"))), block.hex("body"), "body")
    block.end()


def bad_json(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, lambda block: bodyjson.read(known["form"], block.text("json")))


def numbered_texts(blocks, tally, known):
    for block in blocks:
        tally.accept(block, lambda block: check_numbered(block, known["numbering"]))


def check_numbered(block, numbering):
    block.take("name")
    text = block.text("numbered")
    lang, reference, values, exercise = numbered.read(numbering, text)
    equal(lang, block.take("lang"), "language")
    equal(body.write(numbering.form, reference, values), block.hex("body"), "body")
    equal(numbered.write(numbering, lang, reference, values, exercise), text, "numbered")
    block.end()


def bad_numbered(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, lambda block: numbered.read(known["numbering"], block.text("numbered")))


def references(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_reference)


def check_reference(block):
    parts = citation.read(block.take("reference"))
    for name, part in zip(("regime", "party", "year", "number", "format", "status"), parts):
        equal(str(part), block.take(name), name)
    block.end()


def bad_references(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, lambda block: citation.read(block.text("reference")))


def rules(blocks, tally, known):
    """Without an evaluator of CEL, only that each names a body and an outcome."""
    for block in blocks:
        tally.accept(block, lambda block: check_rule(block, known["bodies"]), bound=False)


def check_rule(block, bodies):
    require(block.text("when"), "no expression")
    if block.take("compiles") == "true":
        require(block.take("body") in bodies, "no body")
        names.parse_time(block.take("time"))
        if block.take("raised") not in ("true", "false", "fails"):
            raise Different("raised is another word")
    block.end()


NUMBERS = ("explosions", "other", "exercise")


def compared(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_compared, bound=False)


def check_compared(block):
    """A notice beside that of the period before [FORM-30] [FORM-31]."""
    notices, stated, before = [], [], None
    for name, value in block.lines:
        words = value.split()
        if name in ("earlier", "notice"):
            notices.append((words, {}))
        elif name == "row":
            notices[-1][1].setdefault(words[0], words[1:])
        elif name == "compared":
            stated.append(value)
        elif name == "before":
            before = value
    (id, party, start, *gone), rows = notices[-1]
    replaced = {words[-1] for words, _ in notices if len(words) > 4 and words[1] == party}
    seen = [(words, was) for words, was in notices[:-1] if words[1] == party and words[0] not in replaced and "cancels" not in words]
    beside = [(words[0], was) for words, was in seen if words[3] == start]
    equal(beside[-1][0] if beside else "none", before, "before")
    was, lines = beside[-1][1] if beside else {}, []
    for row in list(rows) + [row for row in was if row not in rows]:
        for at, number in enumerate(NUMBERS):
            lines.append(" ".join([row, number, was[row][at] if row in was else "none", rows[row][at] if row in rows else "none"]))
    equal(lines, stated, "compared")


FILES = {"schema.txt": schema, "bodies.txt": bodies, "bad-bodies.txt": bad_bodies, "json.txt": readable,
         "bad-json.txt": bad_json, "numbered.txt": numbered_texts, "bad-numbered.txt": bad_numbered, "references.txt": references, "bad-references.txt": bad_references, "rules.txt": rules,
         "compared.txt": compared}
