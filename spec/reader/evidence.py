"""The evidence file: chapter 3.9, its shape, order and limits [REC-15] to [REC-17]. What it proves is in proof.py."""

import cbor
import message
import names
import shape
import volume
from refusal import require

LIMIT = 8388608
MESSAGE, FORK, DATE, PROCEEDING = 1, 2, 3, 4
LARGEST_HEAD, LAST_SECOND = 1 << 48, ((1 << 48) - 1) // 1000
PATH = shape.listing(shape.digest)
EDITION = shape.fields(("text", shape.octets), ("signatures", shape.listing(shape.text)))
HEAD = shape.fields(("size", shape.integer), ("root", shape.digest), ("signature", shape.exactly(64)))
LEAF = shape.fields(("place", shape.integer), ("leaf", shape.octets), ("head", shape.integer), ("path", PATH))
COSIGNATURE = shape.fields(("head", shape.integer), ("mirror", shape.text), ("seconds", shape.integer),
                           ("signature", shape.exactly(64)))
RECORD = shape.fields(
    ("party", shape.text), ("volume", shape.integer), ("statement", shape.optional(shape.octets)), ("pages", shape.listing(shape.octets, 256, 1)), ("heads", shape.listing(HEAD, 16, 1)),
    ("leaves", shape.listing(LEAF)), ("consistency", shape.listing(PATH)), ("cosignatures", shape.listing(COSIGNATURE)))
FILE = shape.fields(
    ("version", shape.literal(1)), ("kind", shape.integer), ("editions", shape.listing(EDITION, 256, 1)),
    ("records", shape.listing(RECORD)), ("messages", shape.listing(shape.octets)),
    ("fork", shape.optional(shape.fields(("root", shape.digest), ("path", PATH)))),
    ("forks", shape.listing(shape.octets, 64)))


class Record:
    """What a file shows of one volume of a party's record."""

    def __init__(self, values):
        self.party, self.volume, self.statement, self.pages, self.heads, self.leaves, self.consistency, self.cosignatures = values


class Evidence:
    def __init__(self, octets):
        values = cbor.decode(octets, LIMIT)
        FILE(values, "the file")
        self.kind, self.editions, records, self.messages, self.fork, self.forks = values[1:]
        require(self.kind in (MESSAGE, FORK, DATE, PROCEEDING), "kind %d" % self.kind)
        self.records = [Record(values) for values in records]
        check_kind(self)
        check_order(self)


def check_kind(file):
    """[REC-17]: what each kind has"""
    records, messages, fork = len(file.records), len(file.messages), file.fork is not None
    require(file.kind == PROCEEDING or not file.forks, "proofs of forks are for a proceeding")
    if file.kind in (MESSAGE, PROCEEDING):
        least = 2 if file.kind == PROCEEDING else 1
        require(records >= least and messages and not fork, "of messages: their records, messages and no fork")
    else:
        require((records, messages, fork) == (1, 0, file.kind == FORK), "of a fork or a date: one record and no message")
    for record in file.records:
        if file.kind == FORK:
            require(len(record.heads) == 2, "a fork has two heads")
            require(not (record.leaves or record.consistency or record.cosignatures), "a fork has heads only")
        else:
            require(len(record.consistency) == len(record.heads) - 1, "not one proof between each two heads")


def ascending(items, what):
    require(all(a < b for a, b in zip(items, items[1:])), what + " are not in order")


def check_order(file):
    """[REC-16], [REC-17]: order and limits"""
    for record in file.records:
        names.check_name(record.party)
        check_record(record, file.kind)
    ascending([(record.party, record.volume) for record in file.records], "the records")
    ids = [message.message_id(envelope) for envelope in file.messages]
    ascending(ids[1:], "the messages")
    require(len(set(ids)) == len(ids), "a message stands twice")


def check_record(record, kind):
    require(record.volume != 1 and record.volume <= volume.LAST, "there is no volume %d" % record.volume)
    stated = record.volume > 0 and kind != FORK
    require((record.statement is not None) == stated, "a volume without a statement, or one that needs none")
    require(all(volume.least_head(record.volume) <= size <= LARGEST_HEAD for size, _, _ in record.heads), "a head of a size that none has")
    ascending([(size, root) if kind == FORK else size for size, root, _ in record.heads], "the heads")
    ascending([place for place, _, _, _ in record.leaves], "the leaves")
    require(all(head < len(record.heads) for _, _, head, _ in record.leaves), "a leaf under a head that is not there")
    ascending([(head, mirror) for head, mirror, _, _ in record.cosignatures], "the cosignatures")
    for head, mirror, seconds, _ in record.cosignatures:
        require(head < len(record.heads), "a cosignature of a head that is not there")
        require(mirror != record.party and seconds <= LAST_SECOND, "a cosignature that cannot be")
