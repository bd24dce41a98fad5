"""The vectors of chapter 4, in the order of its section 4.12."""

import cbor
import frame
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


FILES = {"frames.txt": frames, "bad.txt": bad, "later.txt": later}
