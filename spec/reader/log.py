"""The vectors of chapter 3, in the order of its section 3.12."""

import re

import keys
import leaf
import merkle
import names
import outcome
import proof
import record
import tiles
import vectors
import volume
from refusal import require
from vectors import equal

CLOCK_START = 1795357800000
HEX = re.compile("[0-9a-f]{64}")
TIME = re.compile("[0-9-]{10}T[0-9:]{8}[.][0-9]{3}Z")
SECOND = re.compile("[0-9-]{10}T[0-9:]{8}Z")


def hashes_of(value):
    return [bytes.fromhex(word) for word in value.split()]


def log(blocks, tally, known):
    """Names and keys, leaves, then the tree and head of each size."""
    tally.accept(blocks[0], check_names)
    leaves = [bytes.fromhex(value) for value in blocks[1].take_all("leaf")]
    tally.accept(blocks[1], lambda block: check_leaves(block, blocks[-1].hex("root")))
    equal([block.lines[0] for block in blocks[2:]], [("size", str(size)) for size in range(len(leaves) + 1)], "sizes")
    for block in blocks[2:]:
        tally.accept(block, lambda block: check_size(block, dict(blocks[0].lines), leaves), "size " + block.lines[0][1])


def check_names(block):
    charter_id, log_key, cosigner_key = block.hex("charter"), block.hex("log-key"), block.hex("cosigner-key")
    origin = record.origin(charter_id, block.take("party"))
    cosigner = record.cosigner_name(charter_id, block.take("mirror"))
    equal(origin, block.take("origin"), "origin")
    equal(cosigner, block.take("cosigner"), "cosigner")
    equal(keys.verifier_key(origin, keys.ED25519, log_key), block.take("log-vkey"), "log-vkey")
    equal(keys.verifier_key(cosigner, keys.COSIGNATURE, cosigner_key), block.take("cosigner-vkey"), "cosigner-vkey")
    block.end()


def check_leaves(block, root):
    leaves = [leaf.Leaf(bytes.fromhex(value)) for value in block.take_all("leaf")]
    block.end()
    equal(merkle.root([merkle.leaf_hash(entry.octets) for entry in leaves]), root, "root of all leaves")


def check_size(block, names_and_keys, leaves):
    origin, size = names_and_keys["origin"], int(block.take("size"))
    log_key, cosigner_key = bytes.fromhex(names_and_keys["log-key"]), bytes.fromhex(names_and_keys["cosigner-key"])
    hashes = [merkle.leaf_hash(octets) for octets in leaves[:size]]
    root = block.hex("root")
    equal(merkle.root(hashes), root, "root")
    equal(merkle.frontier(hashes), hashes_of(block.take("frontier")), "frontier")
    require(not hashes or merkle.root_of_frontier(merkle.frontier(hashes)) == root, "the frontier gives another root")
    equal(record.checkpoint_text(origin, size, root).decode("ascii"), block.text("text"), "text")
    if size >= 2:
        seconds, signature, cosignature = int(block.take("seconds")), block.hex("signature"), block.hex("cosignature")
        record.check_head(origin, size, root, signature, log_key)
        record.check_cosignature(origin, size, root, seconds, cosignature, cosigner_key)
        cosigner = names_and_keys["cosigner"]
        note = record.read_checkpoint(block.text("checkpoint"), origin, log_key, {cosigner: cosigner_key})
        equal(note, (size, root, {cosigner: seconds}), "checkpoint")
    block.end()


def either(blocks, tally, word, check, bound=True, free=lambda block: ()):
    """Good or bad vectors by the word, true or false, that stands in the block."""
    for block in blocks:
        stated = vectors.Block(block.lines).take(word)
        if stated == "true":
            tally.accept(block, lambda block: expect_true(block, word, check), bound=bound, free=free(block))
        else:
            equal(stated, "false", word)
            tally.refuse(block, check)


def expect_true(block, word, check):
    equal(next(value for name, value in block.left if name == word), "true", word)
    check(block)


def proofs(blocks, tally, known):
    """One proof may hold for several sizes, and the empty one from size 0 holds for every root."""
    def free(block):
        return ("size", "root") if ("old", "0") in block.lines else ("size",)
    either(blocks, tally, "holds", check_proof, free=free)


def check_proof(block):
    block.take("holds")
    size, root, path = int(block.take("size")), block.hex("root"), hashes_of(block.take("path"))
    if block.has("index"):
        place, entry = int(block.take("index")), block.hex("leaf")
        block.end()
        merkle.check_inclusion(place, size, merkle.leaf_hash(entry), path, root)
    else:
        old, old_root = int(block.take("old")), block.hex("old-root")
        block.end()
        merkle.check_consistency(old, size, old_root, root, path)


def leaves(blocks, tally, known):
    either(blocks, tally, "taken", check_taken, bound=False)


def check_taken(block):
    start, parties, previous = int(block.take("start")), int(block.take("parties")), int(block.take("previous"))
    number = int(block.take("volume"))
    octets = [bytes.fromhex(value) for value in block.take_all("leaf")]
    for name in ("name", "taken"):
        block.take(name)
    block.end()
    for place, entry in enumerate(map(leaf.Leaf, octets), start):
        record.check_place(place, entry, number)
        record.check_date(entry, previous)
        record.check_addressees(entry, parties)
        previous = entry.date


def volumes(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_volume)


def check_volume(block):
    octets, party, number = block.text("statement").encode("utf-8"), block.take("party"), int(block.take("volume"))
    statement = volume.Statement(octets)
    statement.check(block.hex("charter"), party, number, block.hex("root-key"))
    equal(volume.digest(octets), block.hex("hash"), "hash")
    equal(statement.reason, block.text("reason-given"), "reason-given")
    heads = ["%d %s %s" % (size, root.hex(), signature.hex()) for size, root, signature in statement.heads]
    equal(heads, block.take_all("head"), "heads")
    block.take("name")
    block.end()


def bad_volumes(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, check_bad_volume)


def check_bad_volume(block):
    block.take("reason")
    octets = block.hex("statement")
    block.end()
    volume.Statement(octets)


def tile_files(blocks, tally, known):
    either(blocks, tally, "found", check_tile)


def check_tile(block):
    size, root, octets = int(block.take("size")), block.hex("root"), block.hex("bytes")
    path, found = block.text("path"), block.take("found")
    block.end()
    leaves = [leaf.write(leaf.CLOCK, CLOCK_START + i) for i in range(size)]
    equal(merkle.root([merkle.leaf_hash(entry) for entry in leaves]), root, "root")
    require(found == "true" or not octets, "bytes of what is not there")
    equal(tiles.serve(path, leaves), octets, "bytes")


def evidence(blocks, tally, known):
    """Files by name."""
    known["evidence"] = {}
    for block in blocks:
        tally.accept(block, check_evidence, free=("not-released",))
        known["evidence"][block.text("name")] = block.hex("file")


def check_evidence(block):
    octets, fingerprint = block.hex("file"), block.take("fingerprint")
    shown = proof.Proof(octets, fingerprint)
    block.take("name")
    equal(str(shown.file.kind), block.take("kind"), "kind")
    equal(shown.charter_id, block.hex("charter"), "charter")
    equal(proof.status(octets), proof.CONSISTENT, "status without a charter")
    equal(str(proof.status(octets, fingerprint)), block.take("status"), "status")
    block.take_all("not-released")
    for value in block.take_all("finding"):
        check_finding(vectors.unquote(value), shown)
    block.take_all("not-proved")
    block.end()


def check_finding(sentence, shown):
    """Ids, times, sizes and places that a sentence names are those that were read here."""
    stated = {("id", bytes.fromhex(word)) for word in HEX.findall(sentence)}
    stated |= {("time", names.parse_time(word)) for word in TIME.findall(sentence)}
    stated |= {("second", names.parse_time(word[:-1] + ".000Z") // 1000) for word in SECOND.findall(sentence)}
    stated |= {(word, int(number)) for word, number in re.findall("(size|leaf) ([0-9]+)", sentence)}
    equal(stated - shown.facts, set(), "what %r names and the file does not" % sentence)


def bad_evidence(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, lambda block: check_bad_evidence(block, known))


def check_bad_evidence(block, known):
    octets, fingerprint = known["evidence"][block.text("base")], block.take("fingerprint")
    offset, remove, insert = int(block.take("offset")), int(block.take("remove")), block.hex("insert")
    for name in ("name", "why"):
        block.take(name)
    block.end()
    changed = octets[:offset] + insert + octets[offset + remove:]
    proof.Proof(changed, fingerprint)


def proceedings(blocks, tally, known):
    """Files that are refused cost as much as those that are not, so few of their bytes are changed here."""
    for block in blocks:
        if block.has("refused"):
            tally.refuse(block, lambda block: check_proceeding(block, known))
        else:
            tally.accept(block, lambda block: check_proceeding(block, known), free=("insert",))


def check_proceeding(block, known):
    base = block.text("base")
    require(base in known["evidence"], "no file of this name")
    octets, fingerprint = known["evidence"][base], block.take("fingerprint")
    if block.has("insert"):
        offset, remove, insert = int(block.take("offset")), int(block.take("remove")), block.hex("insert")
        octets = octets[:offset] + insert + octets[offset + remove:]
    block.take("name")
    block.take_all("refused")
    shown = outcome.Outcome(proof.Proof(octets, fingerprint))
    said, not_proved = block.take_all("says"), block.take_all("not-proved")
    equal(list(shown.lines()), block.left, "what it comes to")
    equal(list(shown.says()), [vectors.unquote(value) for value in said], "what it says")
    equal(list(shown.not_proved()), [vectors.unquote(value) for value in not_proved], "what it says is not proved")


FILES = {"log.txt": log, "proofs.txt": proofs, "leaves.txt": leaves, "volumes.txt": volumes, "volumes-bad.txt": bad_volumes,
         "tiles.txt": tile_files, "evidence.txt": evidence, "evidence-bad.txt": bad_evidence, "proceedings.txt": proceedings}
