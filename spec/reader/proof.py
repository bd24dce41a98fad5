"""What an evidence file proves: chapter 3.10 [REC-18], [REC-24], [REC-25], [REC-91]. Statuses are those of REC-32."""

import charter
import record as records
import sheet
from conviction import check_date, check_fork
from delivery import check_messages
from evidence import DATE, FORK, MESSAGE, PROCEEDING, Evidence
from history import check_follows, read_editions, read_record
from refusal import Refused, require

VERIFIED, FAILED, CONSISTENT, UNRELEASED = 0, 1, 3, 4


def status(octets, fingerprint=None):
    """0, 1, 3 or 4 of REC-32."""
    try:
        shown = Proof(octets, fingerprint)
    except Refused:
        return FAILED
    if fingerprint is None:
        return CONSISTENT
    return UNRELEASED if shown.file.kind == MESSAGE and shown.unreleased else VERIFIED


class Proof:
    """A file that holds; refused otherwise. Facts are what it shows, as pairs of a word and a value."""

    def __init__(self, octets, fingerprint=None):
        self.file, self.facts, self.receipts, self.forked = Evidence(octets), set(), [], []
        self.unreleased = set()
        self.editions = read_editions(self.file.editions)
        self.charter_id = self.editions[0].id
        for change in (change for edition in self.editions for change in edition.changes):
            self.fact("id", change.digest)
        require(fingerprint is None or any(
            charter.same_fingerprint(fingerprint, charter.fingerprint(edition.id)) for edition in self.editions),
            "under another charter")
        if self.file.kind == FORK:
            check_fork(self)
            return
        self.histories = [read_record(self, record) for record in self.file.records]
        for before, history in zip(self.histories, self.histories[1:]):
            check_follows(before, history)
        check_owners(self)
        check_cosignatures(self)
        if self.file.kind == DATE:
            check_date(self)
        if self.file.kind in (MESSAGE, PROCEEDING):
            check_messages(self)
        check_forks(self)

    def fact(self, word, value):
        self.facts.add((word, value))

    def origin(self, record):
        return records.origin(self.charter_id, record.party, record.volume)

    def of(self, party):
        """What the file shows of a party's record: its volumes, in order."""
        return [history for history in self.histories if history.party == party]


def check_forks(proof):
    """[REC-91]"""
    for octets in proof.file.forks:
        shown = Proof(octets)
        require(shown.file.kind == FORK and shown.charter_id == proof.charter_id, "no proof of a fork under this charter")
        proof.forked.append((shown.file.records[0].party, shown.file.records[0].volume))
    require(all(a < b for a, b in zip(proof.forked, proof.forked[1:])), "the proofs of forks are not in order")


def check_owners(proof):
    """[REC-24]"""
    owners = {}
    held = [(bytes.fromhex(entry["root"]), entry["id"]) for edition in proof.editions for entry in edition.text["parties"]]
    held += [(change.root, change.party) for edition in proof.editions for change in edition.changes]
    for history in proof.histories:
        for page in history.sheets.values():
            held += [(public, history.party) for public in sheet.public_keys(page)]
    for public, party in held:
        require(owners.setdefault(public, party) == party, "a key stands for two parties")


def check_cosignatures(proof):
    """[REC-25]"""
    for history in proof.histories:
        for head, mirror, seconds, signature in history.record.cosignatures:
            size, root, _ = history.record.heads[head]
            pages = [page for volume in proof.of(mirror) for page in volume.sheets.values()]
            require(pages, "a cosignature of a party whose record is not in the file")
            check_any_cosigner(proof.origin(history.record), size, root, seconds, signature, pages)
            proof.fact("second", seconds)


def check_any_cosigner(origin, size, root, seconds, signature, pages):
    for key in {page["cosigner"] for page in pages}:
        try:
            return records.check_cosignature(origin, size, root, seconds, signature, key)
        except Refused:
            continue
    raise Refused("a cosignature that does not verify")
