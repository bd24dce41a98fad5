"""The negative check: good vectors with one line changed, which must not pass."""

import re

from vectors import Block

LABELS = {"name", "finding", "not-proved"}
DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,19})\Z")
HEX = re.compile(r"(?:[0-9a-f]{2})+\Z")
PLACES = 24


def of(block, free):
    """Pairs of the name of a changed line and the block with that change."""
    for i, (name, value) in enumerate(block.lines):
        if name in LABELS or name in free:
            continue
        for changed in changes(value):
            yield name, Block(block.lines[:i] + [(name, changed)] + block.lines[i + 1:])


def changes(value):
    """Other values of the same kind: a flipped bit, a number one higher, a longer text, another word."""
    if DECIMAL.match(value):
        yield str(int(value) + 1)
    elif HEX.match(value):
        yield from flipped(bytes.fromhex(value))
        yield value[:-2]
        yield value + "00"
    elif value in ("true", "false"):
        yield "false" if value == "true" else "true"
    elif value.startswith('"'):
        yield value[:-1] + 'x"'
    else:
        yield value + "00"


def flipped(octets):
    """The bytes with one bit flipped, at up to PLACES places that are spread over them."""
    step = max(1, len(octets) // PLACES)
    for at in range(step // 2, len(octets), step):
        changed = bytearray(octets)
        changed[at] ^= 1 << at % 8
        yield changed.hex()
