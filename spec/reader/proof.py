"""What an evidence file proves: chapter 3.9 [REC-18] to [REC-31]. Statuses are those of REC-32."""

import charter
import leaf
import merkle
import message
import record as records
import sheet
from evidence import DATE, FORK, MESSAGE, Evidence
from refusal import Refused, require

VERIFIED, FAILED, CONSISTENT = 0, 1, 3


class Edition:
    def __init__(self, octets, lines):
        self.octets, self.id = octets, charter.edition_id(octets)
        self.text = charter.read(octets)
        self.parties = charter.party_ids(self.text)
        require(len(lines) == len(self.parties), "not one signature of each party")
        for id, line in zip(self.parties, lines):
            require(line.endswith("\n") and line.startswith("\u2014 %s " % charter.root_name(id)), "not in the edition's order")
        charter.check_signatures(self.text, octets, lines)

    def root(self, party):
        entry = charter.party(self.text, party)
        require(entry is not None, "%s is no party of edition %d" % (party, self.text["edition"]))
        return bytes.fromhex(entry["root"])


class History:
    """A record of the file after its leaves were proved: leaves by place, with editions and sheets by place."""

    def __init__(self, record):
        self.record, self.party = record, record.party
        self.leaves, self.editions, self.sheets = {}, {}, {}

    def edition_at(self, place):
        """The edition in force at a place; chapter 3.3."""
        return self.editions[max((at for at in self.editions if at < place), default=1)]

    def sheet_at(self, place):
        return self.sheets[max(at for at in self.sheets if at < place)]

    def sent(self, id):
        """The place of the sent leaf of a message, or None."""
        return next((at for at, entry in self.leaves.items() if entry.kind == leaf.SENT and entry.id == id), None)


def status(octets, fingerprint=None):
    """0, 1 or 3 of REC-32."""
    try:
        Proof(octets, fingerprint)
    except Refused:
        return FAILED
    return CONSISTENT if fingerprint is None else VERIFIED


class Proof:
    """A file that holds; refused otherwise. Facts are what it shows, as pairs of a word and a value."""

    def __init__(self, octets, fingerprint=None):
        self.file, self.facts, self.receipts = Evidence(octets), set(), []
        self.editions = read_editions(self.file.editions)
        self.charter_id = self.editions[0].id
        require(fingerprint is None or any(
            charter.same_fingerprint(fingerprint, charter.fingerprint(edition.id)) for edition in self.editions),
            "under another charter")
        if self.file.kind == FORK:
            check_fork(self)
            return
        self.histories = {record.party: read_record(self, record) for record in self.file.records}
        check_owners(self)
        check_cosignatures(self)
        if self.file.kind == DATE:
            check_date(self)
        if self.file.kind == MESSAGE:
            check_messages(self)

    def fact(self, word, value):
        self.facts.add((word, value))

    def origin(self, party):
        return records.origin(self.charter_id, party)


def read_editions(entries):
    """[REC-19]"""
    editions = []
    for number, (octets, lines) in enumerate(entries, 1):
        edition = Edition(octets, lines)
        require(edition.text["edition"] == number, "the editions do not go up from 1")
        if editions:
            charter.check_successor(editions[-1].text, editions[-1].octets, edition.text)
            require(edition.text["charter"] == editions[0].id.hex(), "another charter")
        editions.append(edition)
    return editions


def read_record(proof, record):
    """[REC-20] to [REC-23]"""
    history = History(record)
    read_leaves(proof, history)
    read_adopted(proof, history)
    read_sheets(proof, history)
    for place, entry in history.leaves.items():
        records.check_addressees(entry, len(history.edition_at(place).parties))
    check_heads(proof, history)
    return history


def read_leaves(proof, history):
    previous = 0
    for place, octets, head, path in history.record.leaves:
        size, root, _ = history.record.heads[head]
        entry = leaf.Leaf(octets)
        merkle.check_inclusion(place, size, merkle.leaf_hash(octets), path, root)
        records.check_place(place, entry)
        if proof.file.kind != DATE:
            records.check_date(entry, previous)
        previous = entry.date
        history.leaves[place] = entry
        proof.fact("leaf", place)
        proof.fact("time", entry.date)
    require({0, 1} <= set(history.leaves), "leaves 0 and 1 are not shown")


def read_adopted(proof, history):
    """[REC-22]"""
    before = 0
    for place, entry in history.leaves.items():
        if entry.kind == leaf.ADOPTED:
            edition = next((edition for edition in proof.editions if edition.id == entry.id), None)
            require(edition is not None, "it adopts an edition that is not in the file")
            edition.root(history.party)
            require(edition.text["edition"] > before, "it adopts no later edition")
            before = edition.text["edition"]
            history.editions[place] = edition
            proof.fact("id", edition.id)


def read_sheets(proof, history):
    """[REC-21]"""
    places = [place for place, entry in history.leaves.items() if entry.kind == leaf.SHEET]
    require(len(places) == len(history.record.sheets), "not one sheet for each sheet leaf")
    before = None
    for place, octets in zip(places, history.record.sheets):
        page = sheet.read(octets)
        require(page["hash"] == history.leaves[place].id, "the sheet of leaf %d is not in the file" % place)
        check_page(page, history.party, history.edition_at(place).root(history.party), before)
        history.sheets[place] = before = page
        proof.fact("id", page["hash"])


def check_page(page, party, root, before):
    require(page["party"] == party and page["root"] == root, "a sheet of another party or root")
    if before is not None:
        sheet.check_replaces(before, page)


def check_heads(proof, history):
    """[REC-23]"""
    record, origin = history.record, proof.origin(history.party)
    for size, root, signature in record.heads:
        records.check_head(origin, size, root, signature, history.sheet_at(size)["log"])
        proof.fact("size", size)
    for old, new, path in zip(record.heads, record.heads[1:], record.consistency):
        merkle.check_consistency(old[0], new[0], old[1], new[1], path)


def check_owners(proof):
    """[REC-24]"""
    owners = {}
    held = [(bytes.fromhex(entry["root"]), entry["id"]) for edition in proof.editions for entry in edition.text["parties"]]
    for history in proof.histories.values():
        for page in history.sheets.values():
            held += [(public, history.party) for public in sheet.public_keys(page)]
    for public, party in held:
        require(owners.setdefault(public, party) == party, "a key stands for two parties")


def check_cosignatures(proof):
    """[REC-25]"""
    for history in proof.histories.values():
        for head, mirror, seconds, signature in history.record.cosignatures:
            size, root, _ = history.record.heads[head]
            require(mirror in proof.histories, "a cosignature of a party whose record is not in the file")
            pages = proof.histories[mirror].sheets.values()
            check_any_cosigner(proof.origin(history.party), size, root, seconds, signature, pages)
            proof.fact("second", seconds)


def check_any_cosigner(origin, size, root, seconds, signature, pages):
    for key in {page["cosigner"] for page in pages}:
        try:
            return records.check_cosignature(origin, size, root, seconds, signature, key)
        except Refused:
            continue
    raise Refused("a cosignature that does not verify")


def check_messages(proof):
    """[REC-26] to [REC-29]"""
    subject = message.message_id(proof.file.messages[0])
    for number, octets in enumerate(proof.file.messages):
        payload, payload_octets, signatures = message.read_envelope(octets)
        id = message.message_id(octets)
        require(number == 0 or subject in payload["refers"].values(), "a message that does not refer to the first")
        history = proof.histories.get(payload["from"][0])
        require(history is not None, "the record of the author is not in the file")
        place = history.sent(id)
        require(place is not None, "the record of the author does not say that it was sent")
        check_sent(history, place, payload)
        check_signed(history, place, payload, payload_octets, signatures)
        proof.receipts += receipts(proof, payload, history.leaves[place])
        proof.fact("id", id)
        proof.fact("time", payload["time"])


def check_sent(history, place, payload):
    """[REC-26], and the edition and the sheet of [REC-27]"""
    edition, page = history.edition_at(place), history.sheet_at(place)
    addressed = {party for party, _ in payload["action"] + payload["info"]}
    require(addressed <= set(edition.parties), "an addressee that is no party")
    expected = leaf.bitmap([edition.parties.index(party) for party in addressed], len(edition.parties))
    require(history.leaves[place].addressees == expected, "the leaf names other addressees")
    require(payload["edition"] == edition.text["edition"], "an edition that was not in force")
    require(payload["roster"] == page["number"], "a sheet that was not in force")


def check_signed(history, place, payload, octets, signatures):
    """The signatures of [REC-27]"""
    edition, page = history.edition_at(place), history.sheet_at(place)
    automatic = any(form["name"] == payload["form"] and form["automatic"] for form in edition.text["forms"])
    allowed = [key for post, key in page["operators"] if post == payload["from"][1]] + ([page["duty"]] if automatic else [])
    by_id = {message.key_id(public): public for public in allowed}
    for signature in signatures:
        public = by_id.get(message.read_header(signature[0])[1])
        require(public is not None, "a signature of a key that may not sign")
        require(message.signature_counts(signature, public, message.USE_MESSAGE, edition.id, octets), "a signature that does not verify")


def receipts(proof, payload, sent):
    """Triples of addressee, kind and date; no leaf with another mark is one [REC-28]."""
    for party in sorted({party for party, _ in payload["action"] + payload["info"]} & set(proof.histories)):
        for entry in proof.histories[party].leaves.values():
            if entry.kind in (leaf.RECEIVED, leaf.REFUSED) and (entry.id, entry.mark) == (sent.id, sent.mark):
                yield party, leaf.KINDS[entry.kind], entry.date


def check_fork(proof):
    """[REC-30]"""
    record, origin = proof.file.records[0], proof.origin(proof.file.records[0].party)
    roots = [edition.root(record.party) for edition in proof.editions if record.party in edition.parties]
    before, keys = None, []
    for octets in record.sheets:
        page = sheet.read(octets)
        require(page["root"] in roots, "a sheet under a root that no edition names")
        check_page(page, record.party, page["root"], before)
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
    entries = list(proof.histories[proof.file.records[0].party].leaves.values())
    require(any(a.date > b.date for a, b in zip(entries, entries[1:])), "no date goes back")
