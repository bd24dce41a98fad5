"""The vectors of chapter 2, in the order of its section 2.12."""

import os

import charter
import hosts
import keys
import names
import partyfile
import sheet
import statement
import vectors
from refusal import require
from vectors import Block, equal


def texts(path, tally, known):
    """A charter text or a party file by itself; its bytes by the name of the file."""
    name = os.path.basename(path)
    with open(path, "rb") as file:
        octets = file.read()
    known[name] = octets
    read = partyfile.read if name.startswith("party-") else charter.read
    tally.accept(Block([("file", name)]), lambda block: read(octets), bound=False)


def editions(blocks, tally, known):
    for block in blocks:
        text = ("text", known[block.take("file")].hex())
        tally.accept(Block([text] + block.lines), lambda block: check_edition(block, known))
    first, second = known["edition-1.yaml"], known["edition-2.yaml"]
    charter.check_successor(charter.read(first), first, charter.read(second))


def check_edition(block, known):
    """The text is added to the block, so that it is changed like the lines of the vector."""
    octets = block.hex("text")
    equal(octets, known.get(block.take("file")), "file")
    text = charter.read(octets)
    equal(charter.edition_id(octets), block.hex("edition-id"), "edition-id")
    equal(charter.charter_id(text, octets), block.hex("charter-id"), "charter-id")
    equal(charter.fingerprint(charter.edition_id(octets)), block.take("fingerprint"), "fingerprint")
    vkeys = [keys.verifier_key(charter.root_name(entry["id"]), keys.ED25519, bytes.fromhex(entry["root"]))
             for entry in text["parties"]]
    equal(vkeys, block.take_all("vkey"), "vkey")
    charter.check_signatures(text, octets, block.take_all("signature"))
    block.end()


def fingerprints(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_fingerprint)


def check_fingerprint(block):
    edition = block.hex("edition-id")
    equal(len(edition), 32, "length of the edition-id")
    equal(charter.fingerprint(edition), block.take("fingerprint"), "fingerprint")
    block.end()


def edited(block, base):
    """The text base with the edit of a block."""
    put = block.hex("put-hex") if block.has("put-hex") else block.text("put").encode("utf-8")
    put *= int(block.take("times")) if block.has("times") else 1
    find = block.text("find").encode("utf-8") if block.has("find") else b""
    for name in ("name", "sentence"):
        block.take(name)
    block.end()
    if find not in base:
        raise vectors.Different("find is not in the text")
    return base.replace(find, put, 1) if find else base + put


def edits(base, read):
    def check(blocks, tally, known):
        for block in blocks:
            tally.refuse(block, lambda block: read(edited(block, known[base])))
    return check


def bad_signatures(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, lambda block: check_lines(block, known["edition-1.yaml"]))


def check_lines(block, octets):
    lines = [vectors.unquote(value) for value in block.take_all("line")]
    charter.check_signatures(charter.read(octets), octets, lines)


def bad_amendments(blocks, tally, known):
    """Each is a charter, which must be read before it is refused."""
    first = known["edition-1.yaml"]
    for block in blocks:
        text = block.text("text").encode("utf-8")
        next_charter = charter.read(text)
        tally.refuse(block, lambda block: charter.check_successor(charter.read(first), first, next_charter))


def sheets(blocks, tally, known):
    """Sheets by party and number; a later one of a party may replace the one before."""
    known["sheets"] = {}
    for block in blocks:
        tally.accept(block, check_sheet, block.take("party") + " " + block.take("number"))
        page = sheet.read(block.hex("sheet"))
        if (page["party"], page["number"] - 1) in known["sheets"]:
            sheet.check_replaces(known["sheets"][page["party"], page["number"] - 1], page)
        known["sheets"][page["party"], page["number"]] = page
    first = charter.read(known["edition-1.yaml"])
    check_held(first, [known["sheets"][entry["id"], 1] for entry in first["parties"]])


def check_sheet(block):
    page = sheet.read(block.hex("sheet"))
    equal(page["hash"], block.hex("sheet-hash"), "sheet-hash")
    equal(page["party"], block.take("party"), "party")
    equal(str(page["number"]), block.take("number"), "number")
    equal(names.time_text(page["time"]), block.take("time"), "time")
    equal([] if page["previous"] is None else [page["previous"].hex()], block.take_all("previous"), "previous")
    for role in sheet.ROLES:
        equal(page[role], block.hex(role), role)
    equal(page["seal"], block.take("seal"), "seal")
    equal([post + " " + key.hex() for post, key in page["operators"]], block.take_all("operator"), "operator")
    equal(page["addresses"], block.take_all("address"), "address")
    equal(page["rp-ids"], block.take_all("rp-id"), "rp-id")
    block.end()


def bad_sheets(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, lambda block: sheet.read(block.hex("sheet")))


def check_held(text, pages):
    for page in pages:
        sheet.check_under(page, text)
    sheet.check_together(text, pages)


def bad_keys(blocks, tally, known):
    """Each sheet is read by itself first, and then refused with sheet 1 of the other party."""
    first = charter.read(known["edition-1.yaml"])
    for block in blocks:
        page = sheet.read(block.hex("sheet"))
        others = [known["sheets"][id, 1] for id in charter.party_ids(first) if id != page["party"]]
        tally.refuse(block, lambda block: check_held(first, [page] + others))


def bad_replacements(blocks, tally, known):
    """Each sheet is read by itself first, and then refused in place of the one held."""
    for block in blocks:
        party, number = block.take("held").split()
        page, held = sheet.read(block.hex("sheet")), known["sheets"][party, int(number)]
        tally.refuse(block, lambda block: sheet.check_replaces(held, page))


def addresses(blocks, tally, known):
    """Each line is a vector."""
    for block in blocks:
        for name, value in block.lines:
            single, label = Block([(name, value)]), value[:60]
            require(name in ("good", "bad"), "neither good nor bad")
            if name == "bad":
                tally.refuse(single, lambda block: hosts.check_address(block.text("bad")), label)
            else:
                tally.accept(single, lambda block: hosts.check_address(block.text("good")), label, bound=False)


def withdrawals(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_withdrawal)


def check_withdrawal(block):
    octets = block.text("statement").encode("utf-8")
    said = statement.Withdrawal(octets)
    said.check(block.hex("charter"), block.hex("root-key"))
    equal(said.edition, block.hex("edition"), "edition")
    equal(said.party, block.take("party"), "party")
    equal(names.time_text(said.start), block.take("from"), "from")
    equal(statement.digest(octets), block.hex("hash"), "hash")
    effect = said.effect(names.parse_time(block.take("entered")), int(block.take("days")))
    equal(names.time_text(effect), block.take("effect"), "effect")
    block.take("name")
    block.end()


def roots(blocks, tally, known):
    """Each follows those before it, under the edition of its file."""
    text = charter.read(known["edition-1.yaml"])
    for number, block in enumerate(blocks, 1):
        tally.accept(block, lambda block: check_change(block, known, text, number))
        text = statement.RootChange(block.text("statement").encode("utf-8")).applied(text)


def check_change(block, known, text, number):
    octets = block.text("statement").encode("utf-8")
    said = statement.RootChange(octets)
    file = block.take("file")
    equal(file in known, True, "file")
    edition = charter.edition_id(known[file])
    said.check(text, edition, edition, number)
    equal(said.digest, block.hex("hash"), "hash")
    equal(said.party, block.take("party"), "party")
    equal(str(said.number), block.take("number"), "number")
    equal(said.root, block.hex("root"), "root")
    equal(said.recovery, block.hex("recovery"), "recovery")
    equal([] if said.by is None else [said.by.hex()], block.take_all("by"), "by")
    block.end()


def bad_roots(blocks, tally, known):
    octets = known["edition-1.yaml"]
    edition = charter.edition_id(octets)
    for block in blocks:
        tally.refuse(block, lambda block: statement.RootChange(block.hex("statement")).check(charter.read(octets), edition, edition, 1))


def bad_statements(read):
    def check(blocks, tally, known):
        for block in blocks:
            tally.refuse(block, lambda block: read(block.hex("statement")))
    return check


FILES = {
    "edition-1.yaml": texts, "edition-2.yaml": texts, "language.yaml": texts, "language-7.yaml": texts, "language-joint.yaml": texts, "language-found.yaml": texts, "language-compared.yaml": texts, "language-notices.yaml": texts, "release.yaml": texts,
    "restricted.yaml": texts, "bad-restricted.txt": edits("restricted.yaml", charter.read),
    "party-north.yaml": texts, "party-south.yaml": texts,
    "party-east.yaml": texts, "editions.txt": editions, "fingerprints.txt": fingerprints,
    "bad-charters.txt": edits("edition-1.yaml", charter.read), "bad-signatures.txt": bad_signatures,
    "bad-language.txt": edits("language.yaml", charter.read), "bad-release.txt": edits("release.yaml", charter.read),
    "bad-compared.txt": edits("language-compared.yaml", charter.read),
    "bad-notices.txt": edits("language-notices.yaml", charter.read),
    "bad-found.txt": edits("language-found.yaml", charter.read),
    "bad-amendments.txt": bad_amendments, "sheets.txt": sheets, "bad-sheets.txt": bad_sheets, "bad-keys.txt": bad_keys,
    "bad-replacements.txt": bad_replacements,
    "bad-party-files.txt": edits("party-north.yaml", partyfile.read), "addresses.txt": addresses,
    "withdrawals.txt": withdrawals, "withdrawals-bad.txt": bad_statements(statement.Withdrawal),
    "roots.txt": roots, "roots-bad.txt": bad_roots}
