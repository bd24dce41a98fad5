"""The inside of a bundle: chapter 9, with the vectors of its section 9.7."""

import hashlib

import cbor
import message
import names
import shape
from refusal import require
from vectors import equal

MAGIC = b"parley courier 1\n"
MOST, MOST_ITEM, MOST_CHARTERS, MOST_NUMBER = 67108864, 16384, 256, 1 << 62
HEAD = shape.fields(("from", shape.text), ("to", shape.text), ("charters", shape.listing(shape.digest)),
                    ("number", shape.integer), ("time", shape.integer))


def take_item(octets, at):
    """What stands behind the length at that place, and the place behind it."""
    require(at + 2 <= len(octets), "a length is missing")
    length = int.from_bytes(octets[at:at + 2], "big")
    require(length <= MOST_ITEM, "an item that is too long")
    require(at + 2 + length <= len(octets), "an item is cut short")
    return octets[at + 2:at + 2 + length], at + 2 + length


def read_head(octets):
    """[COU-2]"""
    values = cbor.decode(octets, MOST_ITEM)
    HEAD(values, "head")
    sender, to, charters, number, time = values
    names.check_name(sender)
    names.check_name(to)
    require(sender != to, "from and to are the same party")
    require(1 <= len(charters) <= MOST_CHARTERS, "no charter, or too many")
    require(all(a < b for a, b in zip(charters, charters[1:])), "charters that are not in order")
    require(1 <= number <= MOST_NUMBER and time <= MOST_NUMBER, "a number or a time that cannot be")
    return values


def read(octets, link):
    """Head and frames of a bundle that the link key signed [COU-1] [COU-3] [COU-4]."""
    require(len(octets) <= MOST, "a bundle that is too long")
    require(octets.startswith(MAGIC), "no bundle of this version")
    item, at = take_item(octets, len(MAGIC))
    head, frames = read_head(item), []
    while True:
        item, at = take_item(octets, at)
        if not item:
            break
        frames.append(item)
    digest = hashlib.sha256(octets[:at]).digest()
    item, at = take_item(octets, at)
    require(at == len(octets), "something behind the signature")
    signature = cbor.decode(item, MOST_ITEM)
    message.SIGNATURE(signature, "signature")
    require(message.signature_counts(signature, link, b"parley courier v1", b"", digest), "not signed by the link key")
    return head, frames


def bundles(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_bundle)


def check_bundle(block):
    block.take("name")
    octets = block.hex("bundle")
    (sender, to, charters, number, time), frames = read(octets, block.hex("link"))
    equal([sender, to, str(number), str(time)], [block.take(name) for name in ("from", "to", "number", "time")], "head")
    equal([id.hex() for id in charters], block.take_all("charter"), "charters")
    equal([frame.hex() for frame in frames], block.take_all("frame"), "frames")
    block.end()


def bad(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, lambda block: read(block.hex("bundle"), block.hex("link")))


FILES = {"bundles.txt": bundles, "bad-bundles.txt": bad}
