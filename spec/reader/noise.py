"""Noise_KKpsk0_25519_ChaChaPoly_BLAKE2s as chapter 8 uses it: RFC 7748, RFC 8439, and revision 34 of the framework."""

import hashlib
import hmac
import struct

from refusal import Refused, require

P = 2**255 - 19
NAME = b"Noise_KKpsk0_25519_ChaChaPoly_BLAKE2s"
TAG = 16


def x25519(scalar, u):
    """Section 5 of RFC 7748."""
    k = int.from_bytes(scalar, "little") & ~7 & (1 << 255) - 1 | 1 << 254
    x1 = int.from_bytes(u, "little") & (1 << 255) - 1
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for t in reversed(range(255)):
        bit = k >> t & 1
        if swap ^ bit:
            x2, z2, x3, z3 = x3, z3, x2, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % P, b * b % P, d * a % P, c * b % P
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % P, x1 * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


def shared(scalar, u):
    """A shared secret; what has a point of small order in it is refused."""
    secret = x25519(scalar, u)
    require(any(secret), "a point of small order")
    return secret


def rotate(x, n):
    return x << n & 0xFFFFFFFF | x >> 32 - n


def quarter(s, a, b, c, d):
    for first, second, third, n in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        s[first] = s[first] + s[second] & 0xFFFFFFFF
        s[third] = rotate(s[third] ^ s[first], n)


ROUNDS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15), (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))


def chacha(key, counter, nonce):
    start = struct.unpack("<16I", b"expand 32-byte k" + key + struct.pack("<I", counter) + nonce)
    s = list(start)
    for _ in range(10):
        for places in ROUNDS:
            quarter(s, *places)
    return struct.pack("<16I", *(x + y & 0xFFFFFFFF for x, y in zip(s, start)))


def cipher(key, nonce, octets):
    stream = b"".join(chacha(key, 1 + i, nonce) for i in range((len(octets) + 63) // 64))
    return bytes(x ^ y for x, y in zip(octets, stream))


def padded(octets):
    return octets + bytes(-len(octets) % 16)


def tag(key, nonce, extra, octets):
    once = chacha(key, 0, nonce)
    r, s = int.from_bytes(once[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF, int.from_bytes(once[16:32], "little")
    text, total = padded(extra) + padded(octets) + struct.pack("<QQ", len(extra), len(octets)), 0
    for i in range(0, len(text), 16):
        total = (total + int.from_bytes(text[i:i + 16] + b"\x01", "little")) * r % (2**130 - 5)
    return (total + s & (1 << 128) - 1).to_bytes(16, "little")


def seal(key, counter, extra, plain):
    nonce = struct.pack("<IQ", 0, counter)
    octets = cipher(key, nonce, plain)
    return octets + tag(key, nonce, extra, octets)


def unseal(key, counter, extra, octets):
    require(len(octets) >= TAG, "less than a tag")
    nonce, body = struct.pack("<IQ", 0, counter), octets[:-TAG]
    if not hmac.compare_digest(tag(key, nonce, extra, body), octets[-TAG:]):
        raise Refused("a tag that is not right")
    return cipher(key, nonce, body)


def blake(*parts):
    return hashlib.blake2s(b"".join(parts)).digest()


def hmac_blake(key, octets):
    return hmac.new(key, octets, hashlib.blake2s).digest()


def derive(chaining, material, count):
    """The HKDF of section 4.3."""
    key, out, last = hmac_blake(chaining, material), [], b""
    for i in range(count):
        last = hmac_blake(key, last + bytes([i + 1]))
        out.append(last)
    return out


class Handshake:
    """Both messages, for either side: own and other are static keys, own the private half; psk is mixed in first."""

    def __init__(self, beginner, own, other, psk, prologue):
        self.beginner, self.own, self.other, self.psk = beginner, own, other, psk
        self.chaining = self.hash = blake(NAME) if len(NAME) > 32 else NAME.ljust(32, b"\0")
        self.mix_hash(prologue)
        statics = [x25519(own, (9).to_bytes(32, "little")), other]
        for static in statics if beginner else reversed(statics):
            self.mix_hash(static)
        self.key, self.ephemeral, self.remote = None, None, None

    def mix_hash(self, octets):
        self.hash = blake(self.hash, octets)

    def mix_key(self, material):
        self.chaining, self.key = derive(self.chaining, material, 2)

    def mix_psk(self):
        self.chaining, extra, self.key = derive(self.chaining, self.psk, 3)
        self.mix_hash(extra)

    def mix_ephemeral(self, public):
        self.mix_hash(public)
        self.mix_key(public)

    def mix_shared(self, first):
        """es, ss in the first message; ee, se in the second."""
        if first:
            self.mix_key(shared(self.ephemeral, self.other) if self.beginner else shared(self.own, self.remote))
            self.mix_key(shared(self.own, self.other))
        else:
            self.mix_key(shared(self.ephemeral, self.remote))
            self.mix_key(shared(self.own, self.remote) if self.beginner else shared(self.ephemeral, self.other))

    def write(self, first, ephemeral, payload):
        if first:
            self.mix_psk()
        self.ephemeral = ephemeral
        public = x25519(ephemeral, (9).to_bytes(32, "little"))
        self.mix_ephemeral(public)
        self.mix_shared(first)
        octets = seal(self.key, 0, self.hash, payload)
        self.mix_hash(octets)
        return public + octets

    def read(self, first, message):
        require(len(message) >= 32 + TAG, "a message that is too short")
        if first:
            self.mix_psk()
        self.remote = message[:32]
        self.mix_ephemeral(self.remote)
        self.mix_shared(first)
        payload = unseal(self.key, 0, self.hash, message[32:])
        self.mix_hash(message[32:])
        return payload

    def split(self):
        """The keys of the two directions, that of the beginner first."""
        return derive(self.chaining, b"", 2)
