"""Bodies as JSON: chapter 5.4 [FORM-11]. Numbers are read as they are written, never as floating point."""

import datetime
import json
import re

import body
import citation
import names
from refusal import Refused, require

DECIMAL = re.compile(r"(-?)([0-9]{1,18})(?:\.([0-9]{1,18}))?\Z", re.ASCII)
DURATION = re.compile(r"(?:([0-9]{1,13})d)?(?:([0-9]{1,13})h)?(?:([0-9]{1,13})m)?(?:([0-9]{1,13})s)?(?:([0-9]{1,13})ms)?\Z", re.ASCII)
UNITS = (86400000, 3600000, 60000, 1000, 1)
GROUP = re.compile(r"[0-9]{6}Z [A-Z]{3} [0-9]{2}\Z", re.ASCII)
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
ID = re.compile(r"[0-9a-f]{64}\Z")


class Written(str):
    """A number as it is written."""


def once(pairs):
    require(len({name for name, _ in pairs}) == len(pairs), "a name twice")
    return dict(pairs)


def read(form, text):
    try:
        value = json.loads(text, object_pairs_hook=once, parse_int=Written, parse_float=Written)
    except (ValueError, RecursionError):
        raise Refused("no JSON")
    require(type(value) is dict, "no object")
    reference = value.pop("REF", None)
    if reference is not None:
        require(type(reference) is str, "the reference is no string")
        citation.read(reference)
    values = read_object(form.fields, value)
    body.check(form, form.fields, values)
    return reference, values


def read_object(fields, value):
    require(type(value) is dict, "no object")
    known = {field["name"]: field for field in fields}
    require(set(value) <= set(known), "an unknown name")
    return {name: read_value(known[name], item) for name, item in value.items() if item is not None}


def read_value(field, value):
    kind = field["kind"]
    if kind == "table":
        require(type(value) is list, "no array")
        return [read_object(field["columns"], row) for row in value]
    if kind == "place" and type(value) is dict:
        return read_place(value)
    require(type(value) is str or kind == "number" and type(value) is Written, "a value of another kind")
    return {"number": lambda: decimal(value, field["decimals"]), "time": lambda: time(value), "duration": lambda: duration(value),
            "reference": lambda: bytes.fromhex(value) if ID.match(value) else value,
            "place": lambda: place_line(value)}.get(kind, lambda: value)()


def decimal(value, decimals):
    require(type(value) in (str, Written), "no number")
    match = DECIMAL.match(value)
    require(match and len(match.group(3) or "") <= decimals, "no number of %d decimals" % decimals)
    sign, whole, fraction = match.groups()
    return int(sign + whole + (fraction or "").ljust(decimals, "0"))


def time(value):
    if GROUP.match(value):
        require(value[8:11] in MONTHS, "no month")
        value = "20%s-%02d-%sT%s:%sZ" % (value[12:], MONTHS.index(value[8:11]) + 1, value[:2], value[2:4], value[4:6])
    for missing in ("", ".000Z", ":00.000Z"):
        full = value[:-1] + missing if missing else value
        if names.TIME.match(full):
            return names.parse_time(full)
    raise Refused("%.40r is no time" % value)


def duration(value):
    match = DURATION.match(value)
    require(value and match, "%.40r is no duration" % value)
    return sum(int(count or 0) * unit for count, unit in zip(match.groups(), UNITS))


def read_place(value):
    require(set(value) <= {"kind", "precision", "points", "metres", "words"}, "a place of more")
    points = value.get("points", [])
    require(type(points) is list and all(type(point) is list and len(point) == 2 for point in points), "no points")
    return [value.get("kind"), decimal(value.get("precision", "0"), 0), [decimal(degrees, 5) for point in points for degrees in point],
            decimal(value.get("metres", "0"), 0), value.get("words", "")]


def place_line(value):
    kind, _, rest = value.partition(" ")
    if kind in ("area", "words"):
        return [kind, 0, [], 0, rest]
    sizes, points, words, parts = {"precision": 0, "metres": 0}, [], "", rest.split(" ")
    while parts:
        part = parts.pop(0)
        if part == "called":
            words, parts = " ".join(parts), []
        elif part in ("precision", "radius" if kind == "circle" else "width"):
            require(parts, "nothing after " + part)
            sizes["precision" if part == "precision" else "metres"] = decimal(parts.pop(0), 0)
        else:
            points += [decimal(degrees, 5) for degrees in (part.split(",") + [""])[:2]]
    return [kind, sizes["precision"], points, sizes["metres"], words]


def write(form, reference, values):
    """As it is written, for a body that fits."""
    head = [] if reference is None else ['"REF":' + quote(reference)]
    return "{" + ",".join(head + members(form.fields, values)) + "}"


def members(fields, values):
    return [quote(field["name"]) + ":" + write_value(field, values[field["name"]]) for field in fields if field["name"] in values]


def write_value(field, value):
    kind = field["kind"]
    if kind == "number":
        return write_decimal(value, field["decimals"])
    if kind == "table":
        return "[" + ",".join("{" + ",".join(members(field["columns"], row)) + "}" for row in value) + "]"
    if kind == "place":
        return write_place(*value)
    if kind == "time":
        return quote(names.time_text(value))
    if kind == "duration":
        return quote(write_duration(value))
    return quote(value.hex() if isinstance(value, bytes) else value)


def write_decimal(value, decimals):
    digits = str(abs(value)).rjust(decimals + 1, "0")
    point = len(digits) - decimals
    return ("-" if value < 0 else "") + digits[:point] + ("." + digits[point:] if decimals else "")


def write_duration(value):
    text = ""
    for unit, name in zip(UNITS, ("d", "h", "m", "s", "ms")):
        text += "%d%s" % (value // unit, name) if value >= unit else ""
        value %= unit
    return text or "0s"


def write_place(kind, precision, points, metres, words):
    degrees = [write_decimal(point, 5) for point in points]
    parts = ['"kind":' + quote(kind)] + (['"precision":%d' % precision] if precision else [])
    if points:
        parts.append('"points":[' + ",".join("[%s,%s]" % pair for pair in zip(degrees[::2], degrees[1::2])) + "]")
    parts += ['"metres":%d' % metres] if metres else []
    return "{" + ",".join(parts + (['"words":' + quote(words)] if words else [])) + "}"


def quote(text):
    return json.dumps(text, ensure_ascii=False)
