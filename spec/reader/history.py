"""Editions and records of an evidence file: chapter 3.10 [REC-19] to [REC-23]."""

import copy
import hashlib

import charter
import leaf
import merkle
import officerkey
import record as records
import roster
import rosteract
import sheet
import statement
import volume
from evidence import DATE
from refusal import Refused, require


class Edition:
    def __init__(self, octets, lines):
        self.octets, self.id = octets, charter.edition_id(octets)
        self.text = charter.read(octets)
        self.parties = charter.party_ids(self.text)
        require(len(lines) == len(self.parties), "not one signature of each party")
        for id, line in zip(self.parties, lines):
            in_order = line.endswith("\n") and line.startswith("\u2014 %s " % charter.root_name(id))
            require(in_order, "a signature line that is not at its place")
        charter.check_signatures(self.text, octets, lines)
        self.after, self.changes = self.text, []

    def take(self, change, charter_id, number):
        """[REC-85]"""
        change.check(self.after, self.id, charter_id, number)
        self.after = change.applied(self.after)
        self.changes.append(change)

    def root(self, party):
        entry = charter.party(self.text, party)
        require(entry is not None, "%s is no party of edition %d" % (party, self.text["edition"]))
        return bytes.fromhex(entry["root"])


class Page:
    """A sheet or a roster act in force, and the roster behind it; None: no act stands up to there."""

    def __init__(self, number, digest, folded):
        self.number, self.digest, self.roster = number, digest, folded


class History:
    """A record of the file after its leaves were proved: leaves by place, with editions, sheets and pages by place."""

    def __init__(self, record):
        self.record, self.party, self.volume = record, record.party, record.volume
        self.leaves, self.editions, self.sheets, self.pages = {}, {}, {}, {}

    def edition_at(self, place):
        """The edition in force at a place; chapter 3.3."""
        return self.editions[max((at for at in self.editions if at < place), default=1)]

    def sheet_at(self, place):
        return self.sheets[max(at for at in self.sheets if at < place)]

    def page_at(self, place):
        """The page in force at a place, or None."""
        return self.pages.get(max((at for at in self.pages if at < place), default=None))

    def sent(self, id):
        """The place of the sent leaf of a message, or None."""
        return next((at for at, entry in self.leaves.items() if entry.kind == leaf.SENT and entry.id == id), None)


def read_editions(entries):
    """[REC-19]"""
    editions = []
    for octets, lines in entries:
        if editions and not lines:
            change = statement.RootChange(octets)
            editions[-1].take(change, editions[0].id, 1 + len(changes_of(editions, change.party)))
            continue
        edition = Edition(octets, lines)
        require(edition.text["edition"] == len(editions) + 1, "the editions do not go up from 1")
        if editions:
            charter.check_successor(editions[-1].after, editions[-1].octets, edition.text)
            require(edition.text["charter"] == editions[0].id.hex(), "another charter")
        editions.append(edition)
    return editions


def changes_of(editions, party):
    return [change for edition in editions for change in edition.changes if change.party == party]


def roots_of(editions, party):
    """The roots of a party, in the order in which one replaced the other."""
    roots = []
    for edition in editions:
        if party in edition.parties and edition.root(party) not in roots:
            roots.append(edition.root(party))
        roots += [change.root for change in edition.changes if change.party == party]
    return roots


def roots_at(history, place):
    """The roots under which a sheet of the owner may stand at a place [REC-21]."""
    edition = history.edition_at(place)
    entered = {entry.id for at, entry in history.leaves.items() if entry.kind == leaf.STATEMENT and at < place}
    return [edition.root(history.party)] + [change.root for change in edition.changes if change.party == history.party
                                            and (history.volume or change.digest in entered)]


def read_record(proof, record):
    """[REC-20] to [REC-23]"""
    history = History(record)
    read_leaves(proof, history)
    read_adopted(proof, history)
    read_statement(proof, history)
    read_pages(proof, history)
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
        records.check_place(place, entry, history.volume)
        if proof.file.kind != DATE:
            records.check_date(entry, previous)
        previous = entry.date
        history.leaves[place] = entry
        proof.fact("leaf", place)
        proof.fact("time", entry.date)
    require(set(range(volume.least_head(history.volume))) <= set(history.leaves), "the first leaves are not shown")


def read_statement(proof, history):
    """[REC-72], [REC-73]"""
    if history.volume:
        said = volume.Statement(history.record.statement)
        digest = volume.digest(history.record.statement)
        require(history.leaves[2].id == digest, "leaf 2 does not name the statement")
        check_any(said, proof.charter_id, history)
        proof.fact("id", digest)


def check_any(said, charter_id, history):
    roots = roots_at(history, 2)
    for root in roots:
        try:
            return said.check(charter_id, history.party, history.volume, root)
        except Refused:
            continue
    raise Refused("the statement of a volume that no root of its party signed")


def check_follows(before, history):
    """[REC-4] between volumes of one record; the histories in their order"""
    dates = [entry.date for entry in history.leaves.values()]
    earlier = [entry.date for entry in before.leaves.values()]
    require(before.party != history.party or earlier[-1] <= dates[0], "it begins before the volume before it ends")


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


def read_pages(proof, history):
    """[REC-21]"""
    places = [place for place, entry in history.leaves.items() if entry.kind == leaf.SHEET]
    require(len(places) == len(history.record.pages), "not one page for each sheet leaf")
    for place, octets in zip(places, history.record.pages):
        digest = hashlib.sha256(octets).digest()
        require(digest == history.leaves[place].id, "the page of leaf %d is not in the file" % place)
        read = read_act if octets[:2] == b"\x83\x02" else read_sheet
        history.pages[place] = read(proof, history, place, octets)
        proof.fact("id", digest)


def read_sheet(proof, history, place, octets):
    """The page that a sheet makes [REC-21], [REC-92]"""
    page, old = sheet.read(octets), history.page_at(place)
    require(page["root"] in roots_at(history, place), "a sheet under a root that is not in force")
    before = history.sheets[max(history.sheets)] if history.sheets else None
    check_page(page, history.party, roots_of(proof.editions, history.party), before)
    history.sheets[place] = page
    folded = old.roster if old else None
    require(old is None or page["number"] > old.number, "a sheet whose number is not above that of the page in force")
    if folded:
        held = {held["key"]["hash"] for held in folded.keys.values()}
        require(held.isdisjoint(map(digest_of, sheet.public_keys(page))), "a sheet with an officer's key")
    return Page(page["number"], page["hash"], folded)


def read_act(proof, history, place, octets):
    """The page that a roster act makes [REC-92], [REC-93]"""
    act, old = rosteract.read(octets), history.page_at(place)
    require(old is not None, "a roster act at place 0")
    if history.volume and place == 2 + len(history.pages) and len(history.sheets) == 1:
        roots = roots_of(proof.editions, history.party)
    else:
        rosteract.check_follows(act, old.number, old.digest)
        roots = [root_at(history, place)]
    folded = take_under(proof, history, place, act, roots)
    if act["number"] < old.number:
        return Page(old.number, old.digest, folded)
    return Page(act["number"], act["hash"], folded)


def take_under(proof, history, place, act, roots):
    """The roster after an act that one of the roots, or officers, have signed"""
    for root in roots:
        folded = copy.deepcopy(history.page_at(place).roster) or roster.Roster(history.party, proof.charter_id, root, [])
        folded.root = officerkey.from_values([1, root, None])
        folded.reserved = reserved_at(history, place) | {digest_of(root)}
        try:
            folded.take(act)
            return folded
        except Refused:
            continue
    raise Refused("a roster act that nobody signed who may")


def root_at(history, place):
    """The root in force at a place."""
    edition = history.edition_at(place)
    return ([edition.root(history.party)] + [change.root for change in entered(history, edition, place)])[-1]


def entered(history, edition, place):
    """The statements that replaced the owner's root under an edition and stand below a place."""
    at = {entry.id: at for at, entry in reversed(history.leaves.items()) if entry.kind == leaf.STATEMENT}
    return [change for change in edition.changes if change.party == history.party
            and (at[change.digest] < place if change.digest in at else history.volume)]


def reserved_at(history, place):
    """Hashes of the keys that no officer may have whom an act at a place enrols [REC-92]."""
    reserved = set()
    for edition in (edition for at, edition in history.editions.items() if at < place):
        entry = charter.party(edition.text, history.party)
        reserved |= {digest_of(bytes.fromhex(entry["root"])), bytes.fromhex(entry["recovery"])}
        for change in entered(history, edition, place):
            reserved |= {digest_of(change.root), change.recovery}
    for page in history.sheets.values():
        reserved |= set(map(digest_of, sheet.public_keys(page)))
    return reserved


def digest_of(public):
    return hashlib.sha256(public).digest()


def check_page(page, party, roots, before):
    """roots are those of the party in order: no sheet goes back to one that was replaced"""
    require(page["party"] == party and page["root"] in roots, "a sheet of another party or root")
    if before is not None:
        require(roots.index(before["root"]) <= roots.index(page["root"]), "a sheet under a root that was replaced")
        sheet.check_replaces(dict(before, root=page["root"]), page)


def check_heads(proof, history):
    """[REC-23]"""
    record, origin = history.record, proof.origin(history.record)
    for size, root, signature in record.heads:
        records.check_head(origin, size, root, signature, history.sheet_at(size)["log"])
        proof.fact("size", size)
    for old, new, path in zip(record.heads, record.heads[1:], record.consistency):
        merkle.check_consistency(old[0], new[0], old[1], new[1], path)
