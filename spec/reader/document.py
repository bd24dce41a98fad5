"""The form of a text: chapter 2.3, a subset of YAML of which each value has one form.

A text is read as nested dicts, lists, str, int and bool, and written again by the same rules.
"""

import re

import names
from refusal import Refused, require

LINE = re.compile(r"( *)(- )?(?:([a-z][a-z0-9_-]*):(?: (.+))?|(.+))\Z")
STRING = re.compile(r'"((?:[^"\\]|\\["\\])*)"\Z')
DEEPEST_COLUMN = 64
INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")


class Line:
    """One line: the column of its dash (or None), the column of its key or value, its key and value (or None)."""

    def __init__(self, text):
        match = LINE.match(text)
        require(match, "a line of another form: %r" % text[:60])
        spaces, dash, self.key, value, item = match.groups()
        self.dash = len(spaces) if dash else None
        self.column = len(spaces) + len(dash or "")
        require(self.column <= DEEPEST_COLUMN, "indented further than any text")
        require(self.key or dash, "a value without a key: %r" % text[:60])
        self.value = parse_value(value or item) if value or item else None


def parse_value(value):
    if value in ("true", "false"):
        return value == "true"
    if INTEGER.match(value):
        return int(value)
    string = STRING.match(value)
    require(string, "neither a string in double quotes, a number, true nor false: %r" % value[:60])
    return re.sub(r"\\(.)", r"\1", string.group(1))


def lines_of(octets, limit):
    """[CHR-1], [CHR-2] and the characters of [CHR-4]"""
    require(len(octets) <= limit, "longer than %d bytes" % limit)
    require(octets.endswith(b"\n"), "the last byte is not LF")
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("not UTF-8")
    lines = text[:-1].split("\n")
    for line in lines:
        require(line.strip(" "), "an empty line")
        require(not names.FORBIDDEN.search(line) and not names.NO_CHARACTERS.search(line),
                "a character that a text may not hold")
    return [Line(line) for line in lines]


def read(octets, limit):
    """The outermost map of a text [CHR-3], [CHR-12]."""
    lines = lines_of(octets, limit)
    lines.reverse()
    value = read_map(lines, 0)
    require(not lines, "a line that belongs to nothing")
    return value


def read_map(lines, column):
    """A map whose keys stand at the column; the dash of its first line is the caller's."""
    result, first = {}, True
    while lines and lines[-1].column == column and lines[-1].key and (first or lines[-1].dash is None):
        line, first = lines.pop(), False
        require(line.key not in result, "the key %s stands twice" % line.key)
        result[line.key] = read_below(lines, column) if line.value is None else line.value
    require(result, "a key stands here")
    return result


def read_below(lines, column):
    """What follows a key without a value: a list or a map, two columns further in."""
    require(lines, "a key without a value")
    if lines[-1].dash is None:
        return read_map(lines, column + 2)
    result = []
    while lines and lines[-1].dash == column + 2:
        result.append(read_map(lines, column + 4) if lines[-1].key else lines.pop().value)
    require(result, "a list at another column")
    return result


def write(value):
    """The text of a map, as bytes."""
    return "".join(line + "\n" for line in write_map(value, 0)).encode("utf-8")


def write_map(value, column):
    for key, item in value.items():
        if isinstance(item, (dict, list)):
            yield " " * column + key + ":"
            yield from (write_map if isinstance(item, dict) else write_list)(item, column + 2)
        else:
            yield " " * column + key + ": " + write_scalar(item)


def write_list(items, column):
    for item in items:
        lines = list(write_map(item, column + 2)) if isinstance(item, dict) else [" " * (column + 2) + write_scalar(item)]
        yield " " * column + "- " + lines[0][column + 2:]
        yield from lines[1:]


def write_scalar(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
