"""The vectors of chapter 7."""

import cbor
import message
import officerkey
from refusal import require
from vectors import equal


def keys(blocks, tally, known):
    """Keys by name."""
    known["keys"] = {}
    for block in blocks:
        tally.accept(block, check_key)
        known["keys"][block.take("name")] = officerkey.read(block.hex("key"))


def check_key(block):
    block.take("name")
    key = officerkey.read(block.hex("key"))
    equal(str(key["kind"]), block.take("kind"), "kind")
    equal(key["public"], block.hex("public"), "public")
    equal(key["id"], block.hex("kid"), "kid")
    equal(key["hash"], block.hex("key-hash"), "key-hash")
    extra = key["extra"] or {"rp-id": "", "origins": []}
    equal([extra["rp-id"]] if extra["rp-id"] else [], block.take_all("rp-id"), "rp-id")
    equal(extra["origins"], block.take_all("origin"), "origin")
    for name in ("verified", "backup"):
        equal([str(extra[name]).lower()] if name in extra else [], block.take_all(name), name)
    block.end()


def bad_keys(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, check_bad_key)


def check_bad_key(block):
    block.take("reason")
    octets = block.hex("key")
    block.end()
    officerkey.read(octets)


def signatures(blocks, tally, known):
    for block in blocks:
        tally.accept(block, lambda block: check_signature(block, known))


def check_signature(block, known):
    block.take("name")
    key = known["keys"].get(block.take("key"))
    require(key is not None, "a key that keys.txt does not have")
    use, scope, payload, signature = take_signature(block)
    text = officerkey.text_of(key, use, scope, payload)
    equal(text, block.hex("to-be-signed"), "to-be-signed")
    equal(officerkey.challenge(key, text), block.hex("challenge"), "challenge")
    block.end()
    officerkey.check(key, signature, use, scope, payload)


def take_signature(block):
    use, scope, payload = block.take("use").encode("ascii"), block.hex("scope"), block.hex("payload")
    signature = cbor.decode(block.hex("signature"), 2048)
    message.SIGNATURE(signature, "signature")
    return use, scope, payload, signature


def bad_signatures(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, check_bad_signature)


def check_bad_signature(block):
    block.take("reason")
    key = officerkey.read(block.hex("key"))
    use, scope, payload, signature = take_signature(block)
    block.end()
    officerkey.check(key, signature, use, scope, payload)


FILES = {"keys.txt": keys, "bad-keys.txt": bad_keys, "signatures.txt": signatures, "bad-signatures.txt": bad_signatures}
