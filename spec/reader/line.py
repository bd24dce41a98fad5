"""The vectors of chapter 4, in the order of its section 4.13."""

import datetime
import re

import cbor
import frame
import names
import packing
import vectors
from refusal import require
from vectors import equal

EACH = {"leaves": "leaf", "frontier": "frontier", "path": "path", "signatures": "signature"}


def frames(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_frame)
    types = {block.take("type") for block in blocks}
    equal(types, {str(number) for number in frame.TYPES}, "the types of which there are vectors")


def check_frame(block):
    block.take("name")
    octets = block.hex("frame")
    number, elements = frame.read(octets)
    equal(str(number), block.take("type"), "type")
    require(elements is not None, "a type that is not known")
    stated = [(name, vectors.unquote(value)) for name, value in block.left]
    equal(list(lines_of(elements)), stated, "elements")
    equal(cbor.encode([number] + list(elements.values())), octets, "frame written again")


def text(value):
    if value is None:
        return "null"
    return value.hex() if isinstance(value, bytes) else str(value)


def words(*values):
    return " ".join(text(value) for value in values)


def lines_of(elements):
    """The lines of a block after its type."""
    for name, value in elements.items():
        if name in EACH:
            yield from ((EACH[name], text(item)) for item in value)
        elif name == "charters":
            for id, edition, short, sheets, sizes, volumes in value:
                yield "charter", words(id, edition, short)
                yield from (("sheet", words(*sheet)) for sheet in sheets)
                yield from (("size", text(size)) for size in sizes)
                yield from (("volume", words(*volume)) for volume in volumes)
        elif name == "items":
            for id, size, ranges in value:
                yield "item", words(id, size)
                yield from (("range", words(*item)) for item in ranges)
        elif name == "packets":
            yield from (("range", words(*item)) for item in value)
        elif name == "open":
            yield name, text(value) if value is None else words(*value[0], *value[1:])
        else:
            yield name, words(*value) if name == "log" else text(value)


def bad(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, check_bad)


def check_bad(block):
    block.take("reason")
    octets = block.hex("frame")
    block.end()
    frame.read(octets)


def later(blocks, tally, known):
    """Frames of types that are not known; a changed byte may make another such frame."""
    for block in blocks:
        tally.accept(block, check_later, bound=False)


def check_later(block):
    _, elements = frame.read(block.hex("frame"))
    equal(elements, None, "the elements of a type that is not known")
    block.end()


STATES = ["disputed", "no-path", "no-node", "withheld", "refused", "unopened", "unacknowledged", "up"]


def line_day(body):
    """The day and the times of the body of a line-day [LINK-53]."""
    octets = body.encode("utf-8")
    require(len(octets) <= 8192, "over 8,192 bytes")
    rows = body.split("\n")
    require(len(rows) >= 3 and rows[-1] == "", "a heading, a day, and an end of each line")
    require(re.fullmatch(r"day [0-9]{4}-[0-9]{2}-[0-9]{2}", rows[1], re.ASCII), "a day")
    try:
        day = datetime.date.fromisoformat(rows[1][4:])
    except ValueError:
        require(False, "a day that there is")
    require(day.year >= 2020, "a day before 2020")
    times, before, total = [], None, {}
    for row in rows[2:-1]:
        match = re.fullmatch(r"([^ ]+) ([^ ]+) ([1-9][0-9]{0,3})", row, re.ASCII)
        require(match and match[2] in STATES, "bearer, state, minutes")
        names.check_name(match[1])
        minutes, place = int(match[3]), (match[1].encode(), STATES.index(match[2]))
        require(before is None or before < place, "the order of the times")
        total[match[1]] = total.get(match[1], 0) + minutes
        require(total[match[1]] <= 1440, "more than a day on one bearer")
        before = place
        times.append(row)
    return rows[1][4:], times


def line_days(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_line_day, bound=False)


def check_line_day(block):
    day, times = line_day(vectors.unquote(block.take("body")))
    equal(day, vectors.unquote(block.take("day")), "day")
    equal(times, block.take_all("time"), "times")
    block.end()


def bad_line_days(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, check_bad_line_day)


def check_bad_line_day(block):
    block.take("reason")
    body = vectors.unquote(block.take("body"))
    block.end()
    line_day(body)


def packed(blocks, tally, known):
    """A dictionary, then pieces. A bit behind the last symbol is free to be anything."""
    held = packing.Dictionary(blocks[0].hex("dictionary"))
    tally.accept(blocks[0], check_dictionary)
    for block in blocks[1:]:
        tally.accept(block, lambda block: check_packed(held, block), free=("packed",))


def check_dictionary(block):
    equal(packing.Dictionary(block.hex("dictionary")).id.hex(), block.take("id"), "id")
    block.end()


def check_packed(held, block):
    context, length = int(block.take("context")), int(block.take("length"))
    equal(held.unpack(context, block.hex("packed"), length), block.hex("plain"), "plain bytes")
    block.end()


def bad_dictionaries(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, check_bad_dictionary)


def check_bad_dictionary(block):
    block.take("reason")
    packing.Dictionary(block.hex("dictionary"))


FILES = {"frames.txt": frames, "bad.txt": bad, "later.txt": later, "line-days.txt": line_days,
         "line-days-bad.txt": bad_line_days, "packed.txt": packed, "dictionaries-bad.txt": bad_dictionaries}
