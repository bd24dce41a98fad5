"""SSH keys, SSHSIG and security keys: chapters 7.2 and 7.3."""

import hashlib
import re

import cbor
import shape
from refusal import require

TYPES = {b"ssh-ed25519": (False, False), b"ecdsa-sha2-nistp256": (True, False),
         b"sk-ssh-ed25519@openssh.com": (False, True), b"sk-ecdsa-sha2-nistp256@openssh.com": (True, True)}
APPLICATION = re.compile(rb"ssh:[\x21-\x7e]{0,251}\Z")
PROOF = shape.fields(("flags", shape.integer), ("counter", shape.integer))


def strings(blob):
    """The strings of RFC 4251 that the bytes are made of."""
    parts = []
    while blob:
        length = int.from_bytes(blob[:4], "big")
        require(len(blob) >= 4 and length <= len(blob) - 4, "a string of a blob is not whole")
        parts.append(blob[4:4 + length])
        blob = blob[4 + length:]
    return parts


def read(blob):
    """Whether it is on P-256, the point, and the application or None [OFF-3]."""
    parts = strings(blob)
    require(parts and parts[0] in TYPES, "an SSH key of a type that is not taken")
    on_p256, device = TYPES[parts[0]]
    require(len(parts) == 2 + on_p256 + device, "a string too many or too few in an SSH key")
    require(not on_p256 or parts[1] == b"nistp256", "another curve")
    application = parts[-1] if device else None
    require(not device or APPLICATION.match(application), "an application that is not ssh: and printable")
    return on_p256, parts[1 + on_p256], application


def string(octets):
    return len(octets).to_bytes(4, "big") + octets


def signed(text):
    """[OFF-9]"""
    return b"SSHSIG" + string(b"parley") + string(b"") + string(b"sha512") + string(hashlib.sha512(text).digest())


def device_signed(text, application, evidence):
    """The flags, and what a security key signs [OFF-10]."""
    values = cbor.decode(evidence, 1024)
    PROOF(values, "evidence")
    flags, counter = values
    require(flags < 1 << 8 and counter < 1 << 32, "flags or a counter beyond their bytes")
    return flags, (hashlib.sha256(application).digest() + bytes([flags]) + counter.to_bytes(4, "big")
                   + hashlib.sha256(signed(text)).digest())
