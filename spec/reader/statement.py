"""The statement of a party's root about its party: chapter 2.10 [CHR-51] to [CHR-53]."""

import hashlib
import re

import charter
import keys
import names
from refusal import Refused, require

LIMIT = 16384
WITHDRAWAL = "parley-withdrawal/1", ("charter", "edition", "party", "from")
DAY = 86400000
HASH = re.compile(r"[0-9a-f]{64}\Z")


def digest(octets):
    return hashlib.sha256(octets).digest()


def read_hash(value):
    require(HASH.match(value), "%r is no id" % value[:80])
    return bytes.fromhex(value)


def split(octets, title, words):
    """The signed bytes of a statement, its values by their words, and its signature lines."""
    require(len(octets) <= LIMIT, "a statement of more than %d bytes" % LIMIT)
    try:
        lines = octets.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise Refused("not UTF-8")
    body = 1 + len(words)
    require(len(lines) >= body + 3 and lines[0] == title and lines[body] == "" and lines[-1] == "", "not the lines of a statement")
    values = {}
    for word, line in zip(words, lines[1:]):
        require(line.startswith(word + " "), "no line %r where one stands" % word)
        values[word] = line[len(word) + 1:]
    text = "".join(line + "\n" for line in lines[:body]).encode("utf-8")
    return text, values, lines[body + 1:-1]


class Withdrawal:
    """What a withdrawal says; the signature is for check [CHR-51]."""

    def __init__(self, octets):
        self.text, values, lines = split(octets, *WITHDRAWAL)
        require(len(lines) == 1, "%d signature lines" % len(lines))
        self.line = lines[0]
        self.charter_id, self.edition = read_hash(values["charter"]), read_hash(values["edition"])
        self.party, self.start = values["party"], names.parse_time(values["from"])
        names.check_name(self.party)
        names.check_time(self.start, "the date")
        name, signed = keys.read_note_line(self.line)
        require(name == charter.root_name(self.party) and len(signed) == 68, "not signed as the root signs")

    def check(self, charter_id, root):
        """[CHR-52]"""
        require(self.charter_id == charter_id, "it is of another charter")
        charter.check_root_line(self.party, root, self.text, self.line)

    def effect(self, entered, days):
        """[CHR-53]"""
        return max(self.start, min(entered + days * DAY, names.LAST_TIME))
