"""The statement that opens a volume: chapter 3.6 [REC-70] to [REC-72]."""

import hashlib
import re

import charter
import keys
import names
from refusal import Refused, require

LIMIT, TITLE, LAST = 16384, "parley-volume/1", 65
ORIGIN = re.compile(r"parley/([0-9a-f]{64})/([^/]*)/([1-9][0-9]?)\Z")
NUMBER = re.compile(r"[1-9][0-9]{0,14}\Z")
LARGEST = 1 << 48


def following(volume):
    """[REC-70]"""
    return max(volume, 1) + 1


def least_head(volume):
    """[REC-8]"""
    return 3 if volume else 2


def digest(octets):
    return hashlib.sha256(octets).digest()


def decode(octets):
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("not UTF-8")


class Statement:
    """What a statement says; the signature is for check [REC-71]."""

    def __init__(self, octets):
        require(len(octets) <= LIMIT, "a statement of more than %d bytes" % LIMIT)
        text, separator, line = octets.rpartition(b"\n\n")
        require(separator and line.endswith(b"\n") and line.count(b"\n") == 1, "no text with one signature line")
        self.text, self.line = text + b"\n", decode(line[:-1])
        lines = decode(text).split("\n")
        require(4 <= len(lines) <= 11 and lines[0] == TITLE, "not the lines of a statement")
        match = ORIGIN.match(lines[1])
        require(match and 2 <= int(match[3]) <= LAST, "not the origin of a later volume")
        self.charter_id, self.party, self.volume = bytes.fromhex(match[1]), match[2], int(match[3])
        names.check_name(self.party)
        self.reason = lines[2]
        require(self.reason, "no reason")
        names.check_line(self.reason, "the reason", 200)
        self.heads = [read_head(line, self.volume) for line in lines[3:]]
        order = [(size, root) for size, root, _ in self.heads]
        require(all(a < b for a, b in zip(order, order[1:])), "heads out of order")
        name, signed = keys.read_note_line(self.line)
        require(name == charter.root_name(self.party) and len(signed) == 68, "not signed as the root signs")

    def check(self, charter_id, party, volume, root):
        """[REC-72]"""
        require((self.charter_id, self.party, self.volume) == (charter_id, party, volume), "it opens another volume")
        charter.check_root_line(party, root, self.text, self.line)


def read_head(line, volume):
    words = line.split(" ")
    require(len(words) == 3 and NUMBER.match(words[0]), "no head: %r" % line[:60])
    size, root, signature = int(words[0]), keys.read_base64(words[1]), keys.read_base64(words[2])
    before = volume > 2
    require((3 if before else 2) <= size <= LARGEST, "a head of a size that none has")
    require(len(root) == 32 and len(signature) == 64, "a root or a signature of another length")
    return size, root, signature
