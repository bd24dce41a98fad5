"""The statements about a party: chapters 2.10 and 2.11 [CHR-51] to [CHR-53], [CHR-56] to [CHR-58]."""

import copy
import hashlib
import re

import charter
import ed25519
import keys
import names
from refusal import Refused, require

LIMIT = 16384
WITHDRAWAL = "parley-withdrawal/1", ("charter", "edition", "party", "from")
CHANGE = "parley-root/1", ("charter", "edition", "party", "number", "root", "recovery", "by")
NUMBER = re.compile(r"[1-9][0-9]?\Z")
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


class RootChange:
    """What a replacement of a root says; the signatures are for check [CHR-56]."""

    def __init__(self, octets):
        self.digest = digest(octets)
        self.text, values, self.lines = split(octets, *CHANGE)
        self.charter_id, self.edition = read_hash(values["charter"]), read_hash(values["edition"])
        self.party = values["party"]
        names.check_name(self.party)
        require(NUMBER.match(values["number"]) and int(values["number"]) <= 64, "no number of a replacement")
        self.number = int(values["number"])
        self.root, self.recovery = read_hash(values["root"]), read_hash(values["recovery"])
        keys.check_public_key(self.root)
        self.by = None if values["by"] == "others" else read_hash(values["by"])

    def check(self, text, edition, charter_id, number):
        """[CHR-57], [CHR-58]: text is the edition as it is after the replacements before this one"""
        require((self.charter_id, self.edition) == (charter_id, edition), "of another charter or edition")
        entry = charter.party(text, self.party)
        require(entry is not None, "of no party of the edition")
        require(self.number == number, "not the next replacement")
        held = [hashlib.sha256(bytes.fromhex(other["root"])).digest() for other in text["parties"]]
        held += [bytes.fromhex(other["recovery"]) for other in text["parties"]]
        held += [hashlib.sha256(self.root).digest(), self.recovery]
        require(len(set(held)) == len(held), "a key stands twice")
        if self.by is None:
            signers = [(other["id"], bytes.fromhex(other["root"])) for other in text["parties"] if other["id"] != self.party]
            require(len(self.lines) == len(signers) + 1, "not one signature of each of the others")
            for (id, root), line in zip(signers, self.lines):
                charter.check_root_line(id, root, self.text, line)
        else:
            require(len(self.lines) == 2, "not the signatures of the recovery key and the new root")
            require(hashlib.sha256(self.by).hexdigest() == entry["recovery"], "another recovery key")
            self.check_recovery(self.lines[0])
        charter.check_root_line(self.party, self.root, self.text, self.lines[-1])

    def check_recovery(self, line):
        keys.check_public_key(self.by)
        name, signed = keys.read_note_line(line)
        require(name == "parley/%s/recovery" % self.party and len(signed) == 68, "not signed by the recovery key")
        require(signed[:4] == keys.key_hash(name, keys.ED25519, self.by), "by another key")
        require(ed25519.verify(self.by, self.text, signed[4:]), "the signature of the recovery key does not verify")

    def applied(self, text):
        """The edition after it."""
        text = copy.deepcopy(text)
        entry = charter.party(text, self.party)
        entry["root"], entry["recovery"] = self.root.hex(), self.recovery.hex()
        return text
