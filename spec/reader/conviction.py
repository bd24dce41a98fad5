"""Evidence of a fork and of a date that goes back: chapter 3.10 [REC-30], [REC-31]."""

import merkle
import record as records
import sheet
from history import check_page, roots_of
from refusal import Refused, require


def check_fork(proof):
    """[REC-30]"""
    record, origin = proof.file.records[0], proof.origin(proof.file.records[0])
    roots = roots_of(proof.editions, record.party)
    before, keys = None, []
    for octets in record.pages:
        page = sheet.read(octets)
        require(page["root"] in roots, "a sheet under a root that no edition names")
        check_page(page, record.party, roots, before)
        keys.append(page["log"])
        before = page
    signers = set()
    for size, root, signature in record.heads:
        signers |= {signer(origin, size, root, signature, keys)}
        proof.fact("size", size)
        proof.fact("id", root)
    require(signers == set(keys) and len(keys) == len(signers), "a sheet that no head needs")
    (size, root, _), (larger, larger_root, _) = record.heads
    other_root, path = proof.file.fork
    require(other_root != root, "the heads agree")
    merkle.check_consistency(size, larger, other_root, larger_root, path)


def signer(origin, size, root, signature, keys):
    for key in keys:
        try:
            records.check_head(origin, size, root, signature, key)
            return key
        except Refused:
            continue
    raise Refused("a head that none of the log keys signed")


def check_date(proof):
    """[REC-31]"""
    entries = list(proof.histories[0].leaves.values())
    require(any(a.date > b.date for a, b in zip(entries, entries[1:])), "no date goes back")
