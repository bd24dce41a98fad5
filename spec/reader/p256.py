"""ECDSA over P-256 with SHA-256, FIPS 186-5, chapters 7.2 and 7.3: points (x, y), None for the point at infinity."""

import hashlib

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
BASE = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def decode_point(octets):
    """The point of an uncompressed form, or None where it is none of the curve."""
    if len(octets) != 65 or octets[0] != 4:
        return None
    x, y = int.from_bytes(octets[1:33], "big"), int.from_bytes(octets[33:], "big")
    if x >= P or y >= P or (y * y - x * x * x + 3 * x - B) % P:
        return None
    return x, y


def double(p):
    """In Jacobian coordinates (X, Y, Z): x = X / Z^2, y = Y / Z^3; Z is 0 at infinity."""
    x, y, z = p
    square = y * y % P
    s = 4 * x * square % P
    m = 3 * (x - z * z) * (x + z * z) % P
    x3 = (m * m - 2 * s) % P
    return x3, (m * (s - x3) - 8 * square * square) % P, 2 * y * z % P


def add(p, q):
    if not p[2]:
        return q
    if not q[2]:
        return p
    zp, zq = p[2] * p[2] % P, q[2] * q[2] % P
    u, v = p[0] * zq % P, q[0] * zp % P
    s, t = p[1] * zq * q[2] % P, q[1] * zp * p[2] % P
    if u == v:
        return double(p) if s == t else (1, 1, 0)
    h, r = v - u, t - s
    hh = h * h % P
    hhh, w = hh * h % P, u * hh % P
    x = (r * r - hhh - 2 * w) % P
    return x, (r * (w - x) - s * hhh) % P, p[2] * q[2] * h % P


def double_multiply(m, p, n, q):
    """[m]p + [n]q, both from the highest bit down."""
    p, q = p + (1,), q + (1,)
    both, result = add(p, q), (1, 1, 0)
    for i in reversed(range(max(m.bit_length(), n.bit_length()))):
        result = double(result)
        bits = m >> i & 1, n >> i & 1
        if bits == (1, 1):
            result = add(result, both)
        elif bits[0]:
            result = add(result, p)
        elif bits[1]:
            result = add(result, q)
    return result


def verify(octets, text, signature):
    """Whether r || s, with the smaller s, is a signature by the point over the text [OFF-6]."""
    point = decode_point(octets)
    if point is None or len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < ORDER and 0 < s <= ORDER // 2):
        return False
    digest = int.from_bytes(hashlib.sha256(text).digest(), "big")
    inverse = pow(s, -1, ORDER)
    x, _, z = double_multiply(digest * inverse % ORDER, BASE, r * inverse % ORDER, point)
    return bool(z) and x * pow(z * z, -1, P) % P % ORDER == r
