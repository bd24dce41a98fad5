"""Bodies of forms with fields: chapters 5.2 and 5.3. A body is the pair of its reference (or None) and a dict by name.

Values are as in the body: int, str, bytes, a place as a list of five, a table as a list of dicts.
"""

import re

import cbor
import citation
import names
from refusal import require

LIMIT = 98304
LAST_TIME = 253402300799999
LONGEST = 3155760000000
FARTHEST = 20000000
CORNERS = {"polygon": (3, 256), "circle": (1, 1), "route": (2, 256), "area": (0, 0), "words": (0, 0)}
NOT_IN_TEXT = re.compile("[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Form:
    """The schema of a form with what the charter says; fields are dicts of name, kind, required and so on."""

    def __init__(self, fields, parties, areas):
        self.fields, self.parties, self.areas = fields, parties, areas


def read(form, octets):
    """[FORM-1], [FORM-2]"""
    items = cbor.decode(octets, LIMIT)
    require(type(items) is list, "no array")
    for item in items:
        require(type(item) is list and len(item) == 2 and type(item[0]) is str, "no pair of a name and a value")
    reference = None
    if items and items[0][0] == "REF":
        require(type(items[0][1]) is str, "the reference is no text")
        citation.read(items[0][1])
        reference = items.pop(0)[1]
    order = [field["name"] for field in form.fields]
    places = [order.index(name) if name in order else -1 for name, _ in items]
    require(-1 not in places and places == sorted(set(places)), "a name that is unknown, twice or out of order")
    values = {}
    for place, (name, item) in zip(places, items):
        field = form.fields[place]
        values[name] = read_table(form, field, item) if field["kind"] == "table" else item
    check(form, form.fields, values)
    return reference, values


def read_table(form, field, item):
    """[FORM-10], but for the number of rows"""
    columns = [column["name"] for column in field["columns"]]
    require(type(item) is list and item and item[0] == columns, "a table without the names of its columns")
    for row in item[1:]:
        require(type(row) is list and len(row) == len(columns), "a row of another length")
    return [{name: cell for name, cell in zip(columns, row) if cell is not None} for row in item[1:]]


def write(form, reference, values):
    """The bytes of a body."""
    items = [] if reference is None else [["REF", reference]]
    for field in form.fields:
        if field["name"] in values:
            value = values[field["name"]]
            if field["kind"] == "table":
                columns = [column["name"] for column in field["columns"]]
                value = [columns] + [[row.get(name) for name in columns] for row in value]
            items.append([field["name"], value])
    return cbor.encode(items)


def check(form, fields, values):
    """[FORM-3]; every name is known already, or is refused here."""
    known = {field["name"]: field for field in fields}
    for name in values:
        require(name in known, "unknown: %.40r" % name)
    for field in fields:
        require(field["name"] in values or not field["required"], field["name"] + " is missing")
        if field["name"] in values:
            CHECKS[field["kind"]](form, field, values[field["name"]])


def check_text(form, field, value):
    """[FORM-4]"""
    require(type(value) is str and 1 <= len(value.encode("utf-8")) <= field["max"], "no text, empty or too long")
    require(not NOT_IN_TEXT.search(value), "a character that a text may not hold")


def integer(least, most):
    """[FORM-5], [FORM-6]"""
    def check(form, field, value):
        low, high = (field["min"], field["max"]) if least is None else (least, most)
        require(type(value) is int and low <= value <= high, "no integer of %d to %d" % (low, high))
    return check


def check_choice(form, field, value):
    """[FORM-7]"""
    require(type(value) is str and value in field["choices"], "none of the choices")


def check_party(form, field, value):
    require(type(value) is str and value in form.parties, "no party")


def check_reference(form, field, value):
    """[FORM-8]"""
    if type(value) is bytes:
        require(len(value) == 32, "no id")
        return
    require(type(value) is str, "neither an id nor a reference")
    citation.read(value)


def check_place(form, field, value):
    """[FORM-9]"""
    require(type(value) is list and len(value) == 5, "a place is an array of five")
    kind, precision, points, metres, words = value
    require(type(kind) is str and kind in CORNERS and type(words) is str and type(points) is list, "no place")
    for number in [precision, metres] + points:
        require(type(number) is int, "no integer")
    require(len(points) % 2 == 0 and CORNERS[kind][0] <= len(points) // 2 <= CORNERS[kind][1], "points too few or too many")
    require(0 <= precision <= FARTHEST and 0 <= metres <= FARTHEST, "metres out of range")
    require(metres >= (kind == "circle") and (metres == 0 or kind in ("circle", "route")), "metres that the kind does not have")
    require(precision == 0 or points, "a precision without points")
    corners = list(zip(points[::2], points[1::2]))
    for latitude, longitude in corners:
        require(-9000000 <= latitude <= 9000000 and -18000000 <= longitude < 18000000, "not on the sphere")
    require(kind != "polygon" or len(set(corners)) == len(corners), "a corner twice")
    require(all(a != b for a, b in zip(corners, corners[1:])), "a point twice")
    names.check_line(words, "words", 1000)
    require(kind != "words" or words, "no words")
    require(kind != "area" or words in form.areas, "no area of the charter")


def check_table(form, field, value):
    require(type(value) is list and 1 <= len(value) <= field["max"], "rows too few or too many")
    for row in value:
        check(form, field["columns"], row)


CHECKS = {"text": check_text, "number": integer(None, None), "time": integer(0, LAST_TIME), "duration": integer(0, LONGEST),
          "choice": check_choice, "party": check_party, "reference": check_reference, "place": check_place,
          "table": check_table}
