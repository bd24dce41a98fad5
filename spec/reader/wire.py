"""The vectors of chapter 1, in the order of its section 1.7."""

import hashlib
import re

import ed25519
import leaf
import message
import vectors
from refusal import require
from vectors import equal


def keys(blocks, tally, known):
    """Public keys by name."""
    known["keys"] = {}
    for block in blocks:
        tally.accept(block, check_key)
        known["keys"][block.take("name")] = block.hex("public")


def check_key(block):
    name, seed, public = block.take("name"), block.hex("seed"), block.hex("public")
    equal(hashlib.sha256(b"parley test key " + name.encode("utf-8")).digest(), seed, "seed")
    equal(ed25519.public_key(seed), public, "public")
    equal(message.key_id(public), block.hex("kid"), "kid")
    block.end()


def payloads(blocks, tally, known):
    """Payload bytes by name."""
    known["payloads"] = {}
    for block in blocks:
        tally.accept(block, check_payload)
        known["payloads"][block.take("name")] = block.hex("payload")


def check_payload(block):
    payload = message.read_payload(block.hex("payload"))
    block.take("name")
    for name, stated in list(block.left):
        if name == "blob":
            continue
        block.take_next(name)
        equal(field_text(payload, name), vectors.unquote(stated), name)
        if name == "salt":
            equal(block.take_all("blob"), [blob_text(entry) for entry in payload["attachments"]], "blob")
    block.end()


def field_text(payload, name):
    """A field as the vector writes it, without quotes."""
    if name in message.REFERS:
        return "null" if payload["refers"][name] is None else payload["refers"][name].hex()
    value = payload[name]
    if name == "from":
        return "/".join(value)
    if name in ("action", "info"):
        return " ".join(party if post is None else party + "/" + post for party, post in value)
    if name in ("seen", "texts"):
        return " ".join(item.hex() for item in value)
    if name == "participants":
        return " ".join(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return value.hex() if isinstance(value, bytes) else str(value)


def blob_text(attachment):
    name, media_type, size, id = attachment
    return '"%s" "%s" %d %s' % (name, media_type, size, id.hex())


def envelopes(blocks, tally, known):
    for block in blocks:
        tally.accept(block, lambda block: check_envelope(block, known))


def check_envelope(block, known):
    octets, edition = block.hex("envelope"), block.hex("edition")
    _, payload, signatures = message.read_envelope(octets)
    equal(payload, known["payloads"][block.take("name")], "payload")
    equal(message.message_id(octets), block.hex("id"), "id")
    for signature in signatures:
        public = known["keys"].get(block.take_next("key"), b"")
        equal(signature[0], bytes.fromhex(block.take_next("protected")), "protected")
        equal(message.read_header(signature[0])[1], message.key_id(public), "key id")
        signed = message.to_be_signed(signature[0], message.USE_MESSAGE, edition, payload)
        equal(signed, bytes.fromhex(block.take_next("to-be-signed")), "to-be-signed")
        equal(signature[1], bytes.fromhex(block.take_next("signature")), "signature")
        equal(signature[2], bytes.fromhex(block.take_next("evidence")), "evidence")
        counts = message.signature_counts(signature, public, message.USE_MESSAGE, edition, payload)
        equal("true" if counts else "false", block.take_next("counts"), "counts")
    block.end()


def leaves(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_leaf)


def check_leaf(block):
    name = block.take("name")
    entry = leaf.Leaf(block.hex("leaf"))
    equal(str(entry.kind), block.take("kind"), "kind")
    equal(str(entry.date), block.take("date"), "date")
    if entry.kind != leaf.CLOCK:
        equal(entry.mark, block.hex("mark"), "mark")
        equal(entry.id, block.hex("id"), "id")
    if entry.kind == leaf.SENT:
        addressees, parties = block.take("addressees"), int(re.search("of ([0-9]+) parties", name).group(1))
        numbers = [int(number) for number in addressees.split()]
        require(all(number < parties for number in numbers), "an addressee that is not there")
        equal(entry.addressees, leaf.bitmap(numbers, parties), "addressees")
    if entry.kind == leaf.REFUSED:
        equal(str(entry.code), block.take("code"), "code")
    block.end()


def hashes(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_mark if block.has("mark") else check_blob)


def check_mark(block):
    mark = leaf.act_mark(block.hex("opening-nonce"), block.take("author"), int(block.take("k")))
    equal(mark, block.hex("mark"), "mark")
    block.end()


def check_blob(block):
    equal(leaf.blob_id(block.hex("salt"), block.hex("bytes")), block.hex("blob-id"), "blob-id")
    block.end()


def bad(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, check_bad)


def check_bad(block):
    block.take("reason")
    kinds = {"payload": message.read_payload, "envelope": message.read_envelope, "leaf": leaf.Leaf}
    for kind in kinds:
        if block.has(kind):
            octets = block.hex(kind)
            block.end()
            kinds[kind](octets)
            return
    signature, public, signed = block.hex("signature"), block.hex("public"), block.hex("to-be-signed")
    block.end()
    require(ed25519.verify(public, signed, signature), "the signature does not verify")


FILES = {"keys.txt": keys, "payloads.txt": payloads, "envelopes.txt": envelopes, "leaves.txt": leaves,
         "hashes.txt": hashes, "bad.txt": bad}
