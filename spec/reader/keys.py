"""Public keys that a charter or a sheet may name [CHR-10], and notes signed by them: chapters 2.5 and 3.2."""

import base64
import binascii
import hashlib

from refusal import Refused, require

PRIME = 2**255 - 19
SMALL_ORDER = {int.from_bytes(bytes.fromhex(text), "little") for text in (
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")}
ED25519, COSIGNATURE = 1, 4


def check_public_key(public):
    y = int.from_bytes(public, "little") & (1 << 255) - 1
    require(y < PRIME and y not in SMALL_ORDER, "a public key that does not bind its holder")


def key_hash(name, kind, public):
    return hashlib.sha256(name.encode("utf-8") + b"\n" + bytes([kind]) + public).digest()[:4]


def verifier_key(name, kind, public):
    key = base64.b64encode(bytes([kind]) + public).decode("ascii")
    return "%s+%s+%s" % (name, key_hash(name, kind, public).hex(), key)


def read_base64(text):
    """The bytes of base64 by RFC 4648, section 4, with padding and unused bits zero."""
    try:
        octets = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("not base64")
    require(base64.b64encode(octets).decode("ascii") == text, "not the one base64 of its bytes")
    return octets


def read_note_line(line):
    """Name and the bytes under the base64 of one signature line, without its LF."""
    parts = line.split(" ")
    require(len(parts) == 3 and parts[0] == "\u2014" and parts[1], "no signature line: %r" % line[:60])
    return parts[1], read_base64(parts[2])
