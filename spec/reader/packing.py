"""Dictionaries, and pieces that are packed with one: chapter 4.14, on top of RFC 1951 as zlib reads it."""

import hashlib
import zlib

import cbor
import shape
from refusal import Refused, require

LIMIT, CONTEXTS, PREFIX, WINDOW, PIECE = 131072, 8, 1024, 32768, 16384
ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
SYMBOLS, DISTANCES = 286, 30
FILE = shape.fields(("version", shape.literal(1)), ("contexts", shape.listing(
    shape.fields(("prefix", shape.between(0, PREFIX)), ("window", shape.between(1, WINDOW))), CONTEXTS, 1)))


class Dictionary:
    """[LINK-87]"""

    def __init__(self, octets):
        file = cbor.decode(octets, LIMIT)
        FILE(file, "the dictionary")
        self.contexts, self.id = file[1], hashlib.sha256(octets).digest()
        for prefix, _ in self.contexts:
            if prefix:
                check_prefix(prefix)

    def unpack(self, context, octets, length):
        """[LINK-88]"""
        require(context < len(self.contexts), "a context that there is not")
        require(1 <= length <= PIECE, "a length that no piece has")
        prefix, window = self.contexts[context]
        stream = zlib.decompressobj(-15, zdict=window)
        try:
            plain = stream.decompress(prefix + octets + bytes(4), length)
        except zlib.error as error:
            raise Refused("no such stream: %s" % error)
        require(len(plain) == length, "fewer bytes than stated")
        return plain


class Bits:
    """The bits of octets, the lowest first."""

    def __init__(self, octets):
        self.octets, self.at = octets, 0

    def read(self, count):
        require(self.at + count <= 8 * len(self.octets), "it breaks off")
        value = 0
        for i in range(count):
            value |= (self.octets[self.at >> 3] >> (self.at & 7) & 1) << i
            self.at += 1
        return value


def canonical(lengths):
    """The symbol of each pair of a length and a code, RFC 1951, 3.2.2."""
    codes, code = {}, 0
    for length in range(1, 16):
        code <<= 1
        for symbol, own in enumerate(lengths):
            if own == length:
                codes[length, code] = symbol
                code += 1
    return codes


def symbol(bits, codes):
    code = 0
    for length in range(1, 16):
        code = code << 1 | bits.read(1)
        if (length, code) in codes:
            return codes[length, code]
    raise Refused("no code")


def check_prefix(prefix):
    """Empty blocks with the fixed codes, then the head of one block up to the end of a byte."""
    bits = Bits(prefix)
    last, kind = bits.read(1), bits.read(2)
    while kind == 1:
        require(bits.read(7) == 0 and not last, "a block that is not empty, or the last")
        last, kind = bits.read(1), bits.read(2)
    require(kind == 2, "a block without codes of its own")
    require((bits.read(5), bits.read(5)) == (SYMBOLS - 257, DISTANCES - 1), "a symbol without a code")
    first = [0] * 19
    for at in ORDER[:4 + bits.read(4)]:
        first[at] = bits.read(3)
    check_complete(first)
    lengths, codes = [], canonical(first)
    while len(lengths) < SYMBOLS + DISTANCES:
        lengths += run(bits, symbol(bits, codes), lengths)
    require(len(lengths) == SYMBOLS + DISTANCES, "too many lengths")
    require(bits.at == 8 * len(prefix), "more than the head of a block")
    for code in (lengths[:SYMBOLS], lengths[SYMBOLS:]):
        require(0 not in code, "a symbol without a code")
        check_complete(code)


def check_complete(lengths):
    require(sum(1 << 15 - length for length in lengths if length) == 1 << 15, "a code that is not complete")


def run(bits, kind, lengths):
    """What one symbol of the head adds, RFC 1951, 3.2.7."""
    if kind == 16:
        require(lengths, "nothing to repeat")
        return lengths[-1:] * (3 + bits.read(2))
    if kind == 17:
        return [0] * (3 + bits.read(3))
    return [0] * (11 + bits.read(7)) if kind == 18 else [kind]
