"""The frames of a line: chapter 4.2 [LINK-1] to [LINK-3]. A frame is a dict by the names of the table."""

import cbor
import leaf
import names
import shape
from refusal import require

BEARER_LIMIT, WHOLE_LIMIT = 16384, 1064960
MESSAGE_LIMIT, BLOB_LIMIT = 163840, 64 << 20
EDITION_LIMIT, SHEET_LIMIT, STATEMENT_LIMIT = 1 << 20, 16384, 16384
VOLUMES, LAST_VOLUME = 64, 65


def below(limit, least=0):
    def check(value, what):
        shape.integer(value, what)
        require(least <= value < limit, "%s is %d" % (what, value))
    return check


def text_of(most):
    def check(value, what):
        shape.text(value, what)
        require(len(value.encode("utf-8")) <= most, what + " is too long")
    return check


def line_of(most):
    """A text by the rule for lines [WIRE-15]."""
    def check(value, what):
        shape.text(value, what)
        names.check_line(value, what, most)
    return check


PLACE, SIZE = below(1 << 62), below(1 << 62, 1)
LOG = shape.fields(("charter", shape.integer), ("owner", shape.integer))
RANGE = shape.fields(("from", shape.integer), ("to", shape.integer))
SHORT = shape.fields(("number", shape.integer), ("hash", shape.exactly(8)))
PATH = shape.listing(shape.digest, 64)
LEAF = shape.between(1, 55)
SIGNATURE = shape.exactly(64)
CUT_LENGTHS = {leaf.SENT: range(20, 28), leaf.RECEIVED: (11,), leaf.REFUSED: (12,)}
VOLUME = shape.fields(("owner", shape.integer), ("volume", below(LAST_VOLUME + 1, 2)), ("size", PLACE))
CHARTER = shape.fields(
    ("charter id", shape.digest), ("edition", shape.integer), ("short", shape.exactly(8)),
    ("sheets", shape.listing(SHORT, 57)), ("sizes", shape.listing(PLACE, 57)),
    ("volumes", shape.listing(VOLUME, VOLUMES)))
OPEN = shape.optional(shape.fields(("log", LOG), ("size", shape.integer), ("id", shape.optional(shape.digest)),
                                   ("precedence", below(4))))
BODY = (("n", shape.integer), ("offset", shape.integer), ("bytes", shape.octets), ("open", OPEN))
PACKED = (("n", shape.integer), ("offset", shape.integer), ("length", below(BEARER_LIMIT + 1)), ("context", shape.integer),
          ("bytes", shape.octets), ("open", OPEN))
ITEM = shape.fields(("id", shape.digest), ("size", shape.integer), ("ranges", shape.listing(RANGE)))

TYPES = {
    1: (("version", shape.literal(1)), ("time", shape.signed), ("features", shape.integer),
        ("charters", shape.listing(CHARTER, 256))),
    2: (("sheet", shape.between(0, SHEET_LIMIT)),),
    3: (("charter", shape.digest), ("edition", shape.between(0, EDITION_LIMIT)),
        ("signatures", shape.listing(text_of(512), 57))),
    4: (("log", LOG), ("start", PLACE), ("leaves", shape.listing(LEAF, None, 1)), ("frontier", PATH)),
    5: (("log", LOG), ("size", SIZE), ("signature", SIGNATURE), ("root", shape.optional(shape.digest))),
    6: (("log", LOG), ("index", PLACE), ("leaf", LEAF), ("size", SIZE), ("path", PATH)),
    7: (("log", LOG), ("mirror", shape.integer), ("size", SIZE), ("root", shape.digest), ("time", shape.integer),
        ("signature", SIGNATURE)),
    8: BODY,
    9: BODY,
    10: (("items", shape.listing(ITEM)),),
    11: (("bytes", shape.integer), ("packets", shape.listing(RANGE, 32))),
    12: (("number", shape.integer), ("offset", shape.integer), ("total", below(WHOLE_LIMIT + 1)), ("bytes", shape.octets)),
    13: (("token", shape.integer), ("time", shape.signed)),
    14: (("token", shape.integer), ("time", shape.signed)),
    15: (("what", shape.integer), ("log", LOG), ("from", shape.integer), ("id", shape.optional(shape.digest))),
    16: (("evidence", shape.octets),),
    17: (("code", shape.integer), ("reason", line_of(200))),
    19: (("charter", shape.digest), ("statement", shape.between(0, STATEMENT_LIMIT))),
    20: PACKED,
    21: PACKED,
    22: (("log", LOG), ("size", SIZE), ("leaf", shape.octets), ("signature", SIGNATURE))}


def read_type(octets):
    """The type, from the head of a frame [LINK-2]."""
    major, count, at = cbor.read_head(octets, 0)
    require(major == 4 and 1 <= count <= 23, "not an array of 1 to 23 elements")
    major, number, _ = cbor.read_head(octets, at)
    require(major == 0 and number <= 255, "the type is not an integer of 0 to 255")
    return number


def read(octets, limit=BEARER_LIMIT):
    """Type and elements of a frame; the elements are None where the type is not known."""
    require(len(octets) <= limit, "longer than %d bytes" % limit)
    number = read_type(octets)
    if number not in TYPES:
        return number, None
    values = cbor.decode(octets, limit)
    shape.fields(("type", shape.integer), *TYPES[number])(values, "the frame")
    frame = dict(zip((name for name, _ in TYPES[number]), values[1:]))
    if number in CHECKS:
        CHECKS[number](frame)
    return number, frame


def check_hello(frame):
    ids = [charter[0] for charter in frame["charters"]]
    require(len(set(ids)) == len(ids), "a charter stands twice")
    for _, _, _, sheets, sizes, volumes in frame["charters"]:
        require(len(sheets) == len(sizes), "not as many sheets as sizes")
        require(all(owner < len(sizes) for owner, _, _ in volumes), "a volume of a party that is not there")
        require(len({(owner, volume) for owner, volume, _ in volumes}) == len(volumes), "a volume stands twice")


def check_proof(frame):
    require(frame["index"] < frame["size"], "the place is not below the size")


def check_packed(frame, limit, is_message):
    """[LINK-88]"""
    whole = frame["open"] is not None and frame["open"][2] is None
    require((frame["length"] == 0) == whole, "a length where open says it, or none where it does not")
    length = plain_length(frame)
    require(length <= BEARER_LIMIT, "more plain bytes than a frame may have")
    check_range(frame, length, limit, is_message)


def plain_length(frame):
    """How many bytes a packed frame stands for."""
    return frame["length"] or frame["open"][1]


def check_entry(frame):
    """The cut leaf [LINK-81]."""
    cut = frame["leaf"]
    require(cut and len(cut) in CUT_LENGTHS.get(cut[0], ()), "a leaf that is cut in no known way")


def whole_leaf(cut, id, mark):
    """The leaf that an ENTRY holds cut, about the message id; mark is that of the sent leaf that a receipt answers [LINK-81]."""
    at = 7
    if cut[0] == leaf.SENT:
        mark, at = cut[7:15], 15
    require(cut[at:at + 4] == id[:4], "another message")
    return leaf.Leaf(cut[:7] + mark + id + cut[at + 4:])


def check_body(frame, limit, is_message):
    check_range(frame, len(frame["bytes"]), limit, is_message)


def check_range(frame, length, limit, is_message):
    end = frame["offset"] + length
    require(end <= limit, "bytes beyond the limit")
    if frame["open"] is not None:
        _, size, id, _ = frame["open"]
        require(1 <= size <= limit and end <= size, "no size of a body, or bytes beyond it")
        require(id is not None or is_message and frame["offset"] == 0 and end == size, "opened without id")


def check_have(frame):
    for _, size, ranges in frame["items"]:
        check_ranges(ranges)
        require(not ranges or ranges[-1][1] <= size, "a range beyond the size")


def check_ranges(ranges):
    require(all(start < end for start, end in ranges), "an empty range")
    require(all(a[1] < b[0] for a, b in zip(ranges, ranges[1:])), "ranges that touch or are out of order")


def check_part(frame):
    require(frame["bytes"], "no bytes")
    require(frame["offset"] + len(frame["bytes"]) <= frame["total"], "bytes beyond the total")


CHECKS = {
    1: check_hello, 6: check_proof, 8: lambda frame: check_body(frame, MESSAGE_LIMIT, True),
    9: lambda frame: check_body(frame, BLOB_LIMIT, False), 10: check_have,
    11: lambda frame: check_ranges(frame["packets"][::-1]), 12: check_part,
    20: lambda frame: check_packed(frame, MESSAGE_LIMIT, True), 21: lambda frame: check_packed(frame, BLOB_LIMIT, False),
    22: check_entry}
