"""The leaf of a record: chapter 1.6 [WIRE-9], [WIRE-10], [WIRE-11]."""

import hashlib

from refusal import require

KINDS = {1: "sent", 2: "received", 3: "refused", 4: "clock", 5: "opened", 6: "got-blob", 7: "lost", 8: "adopted",
         9: "sheet", 10: "erased", 11: "volume", 12: "statement"}
SENT, RECEIVED, REFUSED, CLOCK, ADOPTED, SHEET, VOLUME, STATEMENT = 1, 2, 3, 4, 8, 9, 11, 12
LENGTHS = {SENT: range(48, 56), REFUSED: (48,), CLOCK: (7,)}


class Leaf:
    """kind, date in milliseconds; mark, id, addressees (of sent, bytes) and code (of refused), or None."""

    def __init__(self, octets):
        require(octets, "a leaf of no bytes")
        self.octets, self.kind = octets, octets[0]
        require(self.kind in KINDS, "a leaf of kind %d" % self.kind)
        require(len(octets) in LENGTHS.get(self.kind, (47,)), "a leaf of kind %d has %d bytes" % (self.kind, len(octets)))
        self.date = int.from_bytes(octets[1:7], "big")
        self.mark = self.id = self.addressees = self.code = None
        if self.kind != CLOCK:
            self.mark, self.id = octets[7:15], octets[15:47]
        if self.kind == SENT:
            self.addressees = octets[47:]
        if self.kind == REFUSED:
            self.code = octets[47]


def write(kind, date, mark=b"", id=b"", rest=b""):
    return bytes([kind]) + date.to_bytes(6, "big") + mark + id + rest


def bitmap(addressees, parties):
    """The addressees of a sent leaf under a charter of so many parties."""
    result = bytearray((parties + 7) // 8)
    for i in addressees:
        result[i // 8] |= 1 << i % 8
    return bytes(result)


def act_mark(opening_nonce, author, k):
    return hashlib.sha256(opening_nonce + author.encode("ascii") + k.to_bytes(4, "big")).digest()[:8]


def blob_id(salt, octets):
    """The id of an attachment [WIRE-17]."""
    return hashlib.sha256(salt + octets).digest()
