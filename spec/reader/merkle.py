"""Tree, root and proofs: chapter 3.4 [REC-2], [REC-11] to [REC-13], and RFC 6962, section 2.1."""

import hashlib

from refusal import require


def leaf_hash(octets):
    return hashlib.sha256(b"\x00" + octets).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(hashes):
    """The root over these leaf hashes."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return node(root(hashes[:k]), root(hashes[k:]))


def frontier(hashes):
    """The roots of the complete subtrees, largest first."""
    result, start = [], 0
    for bit in reversed(range(len(hashes).bit_length())):
        if len(hashes) >> bit & 1:
            result.append(root(hashes[start:start + (1 << bit)]))
            start += 1 << bit
    return result


def root_of_frontier(hashes):
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = node(left, result)
    return result


def check_inclusion(place, size, leaf, path, expected):
    """Refuses unless the leaf hash stands at the place of the tree of this size and root."""
    require(place < size, "the place is not below the size")
    fn, sn, r = place, size - 1, leaf
    for p in path:
        require(sn, "a hash too many")
        if fn & 1 or fn == sn:
            r = node(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    require(sn == 0 and r == expected, "the proof does not lead to the root")


def check_consistency(old, size, old_root, new_root, path):
    """Refuses unless the tree of this size begins with the tree of size old."""
    require(old <= size, "the earlier size is greater")
    if old in (0, size):
        require(not path, "a proof where there is nothing to prove")
        require(old_root == (root([]) if old == 0 else new_root), "the earlier root is another")
        return
    hashes = ([old_root] if old & old - 1 == 0 else []) + path
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    require(hashes, "a hash is missing")
    a = b = hashes[0]
    for c in hashes[1:]:
        require(sn, "a hash too many")
        if fn & 1 or fn == sn:
            a, b = node(c, a), node(c, b)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            b = node(b, c)
        fn, sn = fn >> 1, sn >> 1
    require(sn == 0 and a == old_root and b == new_root, "the proof does not lead to both roots")
