"""Keys of officers and their signatures: chapters 7.2 and 7.3. A key is a dict."""

import hashlib

import cbor
import ed25519
import keys
import message
import p256
import passkey
import shape
import sshkey
from refusal import Refused, require

LIMIT = 4096
ALGORITHMS = {1: -8, 2: -65601, 3: -65602}
EXTRA = shape.fields(("rp id", shape.text), ("origins", shape.listing(shape.text)), ("verified", shape.boolean),
                     ("backup", shape.boolean))
KEY = shape.fields(("kind", shape.integer), ("public", shape.octets), ("extra", shape.optional(EXTRA)))


def read(octets):
    values = cbor.decode(octets, LIMIT)
    KEY(values, "key")
    return from_values(values)


def from_values(values):
    """A key of its decoded array [OFF-1] to [OFF-5], [OFF-8]."""
    kind, public, extra = values
    require(kind in ALGORITHMS and len(public) <= 512, "a key of another kind, or too long")
    key = {"kind": kind, "public": public, "id": message.key_id(public), "application": None, "extra": None}
    if kind == 1:
        key["p256"], key["point"] = False, public
    elif kind == 2:
        key["p256"], key["point"], key["application"] = sshkey.read(public)
    else:
        key["p256"], key["point"] = passkey.read(public)
    if extra is not None:
        key["extra"] = dict(zip(("rp-id", "origins", "verified", "backup"), extra))
    check_point(key)
    check_extra(key)
    key["hash"] = hashlib.sha256(key["point"]).digest()
    return key


def check_point(key):
    """[OFF-2]"""
    if key["p256"]:
        require(p256.decode_point(key["point"]), "no point of P-256")
    else:
        require(len(key["point"]) == 32, "an Ed25519 key of another length")
        keys.check_public_key(key["point"])


def check_extra(key):
    """[OFF-5]"""
    extra = key["extra"]
    require((extra is not None) == (key["kind"] == 3 or key["application"] is not None), "an extra too many or too few")
    if key["kind"] == 3:
        passkey.check_extra(extra["rp-id"], extra["origins"])
    elif extra:
        require(extra["rp-id"] == "" and extra["origins"] == [], "a security key with an rp id or an origin")


def check_flags(flags, extra):
    """[OFF-10]"""
    require(flags & 0x01 and not flags & 0xC0, "nobody present, or more than a signature")
    require(flags & 0x04 or not extra["verified"], "nobody verified")
    require(extra["backup"] or not flags & 0x18, "a key that may be copied")
    require(flags & 0x08 or not flags & 0x10, "copied, and not one that may be")


def text_of(key, use, scope, payload):
    """The Sig_structure under a signature by the key."""
    algorithm = cbor.encode(ALGORITHMS[key["kind"]])
    return message.to_be_signed(b"\xa2\x01" + algorithm + b"\x04\x48" + key["id"], use, scope, payload)


def challenge(key, text):
    """What the holder's device is given."""
    if key["kind"] == 2:
        return sshkey.signed(text)
    return hashlib.sha256(text).digest() if key["kind"] == 3 else text


def check(key, signature, use, scope, payload):
    """Refuses a signature [protected, signature, evidence] that is none by the key for that use and scope [OFF-6] [OFF-7]."""
    protected, octets, evidence = signature
    algorithm, kid = message.read_header(protected)
    require(algorithm == ALGORITHMS[key["kind"]] and kid == key["id"], "by another key")
    require(len(evidence) <= 1024 and len(octets) == 64, "a signature or evidence of another length")
    text = message.to_be_signed(protected, use, scope, payload)
    if key["kind"] == 3:
        flags, text = passkey.signed(text, key["extra"], evidence)
        check_flags(flags, key["extra"])
    elif key["application"] is not None:
        flags, text = sshkey.device_signed(text, key["application"], evidence)
        check_flags(flags, key["extra"])
    else:
        require(evidence == b"", "evidence of a key that has none")
        text = sshkey.signed(text) if key["kind"] == 2 else text
    require((p256 if key["p256"] else ed25519).verify(key["point"], text, octets), "does not verify")


def counts(key, signature, use, scope, payload):
    try:
        check(key, signature, use, scope, payload)
    except Refused:
        return False
    return True
