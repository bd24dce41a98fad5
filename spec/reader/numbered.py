"""Bodies as numbered text: the end of chapter 5.4 [FORM-40] to [FORM-46]."""

import re

import body
import bodyjson
import citation
from refusal import Refused, require

LIMIT = 1 << 20
ITEM = re.compile(r"([1-9][0-9]{0,3})\.(?:([1-9][0-9]{0,3})\.([1-9][0-9]{0,3})\.)? ", re.ASCII)
WHOLE_MINUTES = range(946684800000, 4102444800000, 60000)


class Numbering:
    """What the text needs beyond a body.Form: the names, titles and languages of the charter."""

    def __init__(self, form, name, short, languages, names, exercise):
        self.form, self.name, self.short, self.languages, self.names, self.exercise = form, name, short, languages, names, exercise

    def head(self, lang):
        return " ".join(["FORM"] + ([self.short] if self.short else []) + [self.name, lang])


def write(n, lang, reference, values, exercise):
    """[FORM-40]"""
    marks = ["EXERCISE"] if exercise else []
    head = [n.head(lang)] + ([] if reference is None else ["REF " + reference])
    return "\n".join(head + marks + items(n, lang, "", n.form.fields, values) + marks + ["END", ""])


def items(n, lang, before, fields, values):
    """[FORM-42], [FORM-44]"""
    lines = []
    for place, field in enumerate(fields, 1):
        if field["name"] not in values:
            continue
        value, number = values[field["name"]], "%s%d" % (before, place)
        if field["kind"] != "table":
            lines.append(item(number, field, lang, write_value(n, lang, field, value)))
            continue
        lines.append(item(number, field, lang, str(len(value))))
        for row, cells in enumerate(value, 1):
            lines += items(n, lang, "%s.%d." % (number, row), field["columns"], cells)
    return lines


def item(number, field, lang, value):
    first, *more = value.split("\n")
    return "\n".join(["%s. %s:%s" % (number, field["title"][lang], " " + first if first else "")] + ["|" + (" " + line if line else "") for line in more])


def write_value(n, lang, field, value):
    """[FORM-43]"""
    kind = field["kind"]
    if kind == "number":
        return " ".join([bodyjson.write_decimal(value, field["decimals"])] + ([field["unit"]] if field["unit"] else []))
    if kind == "time":
        return group(value) if value in WHOLE_MINUTES else bodyjson.names.time_text(value)
    if kind == "choice":
        return "%s (%s)" % (field["choice-titles"][lang][field["choices"].index(value)], value)
    if kind == "party":
        return "%s (%s)" % (n.names[value], value)
    if kind == "duration":
        return bodyjson.write_duration(value)
    if kind == "place":
        return write_place(*value)
    return value.hex() if isinstance(value, bytes) else value


def group(value):
    text = bodyjson.names.time_text(value)
    return "%s%s%sZ %s %s" % (text[8:10], text[11:13], text[14:16], bodyjson.MONTHS[int(text[5:7]) - 1], text[2:4])


def write_place(kind, precision, points, metres, words):
    degrees = [bodyjson.write_decimal(point, 5) for point in points]
    parts = [kind] + [",".join(pair) for pair in zip(degrees[::2], degrees[1::2])]
    parts += ["radius" if kind == "circle" else "width", str(metres)] if metres else []
    parts += ["precision", str(precision)] if precision else []
    return " ".join(parts + (["called"] if words and points else []) + ([words] if words else []))


def read(n, text):
    """The language, the reference, the values, and whether it is an exercise [FORM-45]."""
    require(len(text.encode("utf-8")) <= LIMIT, "too long")
    lines = text.split("\n")
    lang = lines[0].rpartition(" ")[2]
    require(lang in n.languages and lines[0] == n.head(lang), "another first line")
    require(lines[-2:] == ["END", ""], "no end")
    lines, reference = lines[1:-2], None
    if lines and lines[0].startswith("REF "):
        reference = lines.pop(0)[4:]
        citation.read(reference)
    exercise = lines[:1] == ["EXERCISE"]
    require(exercise or not n.exercise, "the word EXERCISE is missing")
    if exercise:
        require(len(lines) > 1 and lines[-1] == "EXERCISE", "the word EXERCISE stands once")
        lines = lines[1:-1]
    values = {}
    for number, kept in numbered(lines):
        read_item(n, lang, values, number, kept)
    body.check(n.form, n.form.fields, values)
    require(write(n, lang, reference, values, exercise) == text, "not as it is written")
    return lang, reference, values, exercise


def numbered(lines):
    """Each item with its lines."""
    found = []
    for line in lines:
        match = ITEM.match(line)
        require(match or line.startswith("|") and found, "no item: %.40r" % line)
        if match:
            found.append(([int(part) for part in match.groups() if part], [line]))
        else:
            found[-1][1].append(line)
    return found


def read_item(n, lang, values, number, lines):
    fields = n.form.fields
    require(number[0] <= len(fields), "no such field")
    field = fields[number[0] - 1]
    if len(number) == 3:
        rows = values.get(field["name"])
        require(type(rows) is list and field["kind"] == "table" and number[1] <= len(rows) and number[2] <= len(field["columns"]), "no such cell")
        values, field = rows[number[1] - 1], field["columns"][number[2] - 1]
    label = "%s. %s:" % (".".join(str(part) for part in number), field["title"][lang])
    require(lines[0].startswith(label), "another title")
    require(field["name"] not in values, "an item twice")
    parts = [lines[0][len(label):]] + [line[1:] for line in lines[1:]]
    require(all(part == "" or part[0] == " " and len(part) > 1 for part in parts), "no space before a value")
    values[field["name"]] = read_text(n, lang, field, "\n".join(part[1:] for part in parts))


def read_text(n, lang, field, text):
    kind = field["kind"]
    if kind == "table":
        require(re.match(r"[1-9][0-9]{0,3}\Z", text, re.ASCII) and int(text) <= field["max"], "no number of rows")
        return [{} for _ in range(int(text))]
    if kind in ("choice", "party"):
        known = field["choices"] if kind == "choice" else list(n.names)
        fits = [value for value in known if write_value(n, lang, field, value) == text]
        require(fits, "none of those that there are")
        return fits[0]
    if kind == "number" and field["unit"]:
        text, space, unit = text.rpartition(" ")
        require(space and unit == field["unit"], "another unit")
    if kind == "text":
        return text
    try:
        return bodyjson.read_value(field, text)
    except ValueError:
        raise Refused("no value")
