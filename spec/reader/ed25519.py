"""Ed25519 as chapter 0.3 names it: RFC 8032, sections 5.1.3 to 5.1.7, without prehash and without context.

Points are (X, Y, Z, T) in extended coordinates: x = X/Z, y = Y/Z, x*y = T/Z. Verification is that of chapter 1.5:
S below the order, and R compared with the encoding of [S]B - [k]A, without the cofactor.
"""

import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def double(p):
    a = p[0] * p[0] % P
    b = p[1] * p[1] % P
    h = a + b
    e = h - (p[0] + p[1]) ** 2 % P
    g = a - b
    f = 2 * p[2] * p[2] % P + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def negative(p):
    return P - p[0], p[1], p[2], P - p[3]


def double_multiply(m, p, n, q):
    """[m]p + [n]q, both from the highest bit down."""
    both, result = add(p, q), NEUTRAL
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


def recover_x(y, sign):
    """The x of section 5.1.3, or None where there is no such point."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return x if x & 1 == sign else P - x


def decode_point(octets):
    number = int.from_bytes(octets, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def encode_point(p):
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y, 1, recover_x(BASE_Y, 0) * BASE_Y % P)


def public_key(seed):
    """The public key of a seed of 32 bytes, section 5.1.5."""
    digest = bytearray(hashlib.sha512(seed).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    return encode_point(double_multiply(int.from_bytes(digest, "little"), BASE, 0, NEUTRAL))


def verify(public, text, signature):
    """Whether the signature is one of the public key over the text, section 5.1.7."""
    if len(public) != 32 or len(signature) != 64:
        return False
    point = decode_point(public)
    s = int.from_bytes(signature[32:], "little")
    if point is None or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + text).digest()
    k = int.from_bytes(digest, "little") % ORDER
    return encode_point(double_multiply(s, BASE, k, negative(point))) == signature[:32]
