"""Tiles of a record: chapter 3.7 [REC-14] and C2SP tlog-tiles."""

import re

import merkle
from refusal import require

WIDTH = 256
PATH = re.compile(r"tile/(0|1|2|3|4|5|entries)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?\Z")


def number_path(number):
    """The number in groups of three digits, all but the last behind an x."""
    groups = ["%03d" % (number % 1000)]
    while number >= 1000:
        number //= 1000
        groups.insert(0, "x%03d" % (number % 1000))
    return "/".join(groups)


def serve(path, leaves):
    """What a record of these leaves serves at the path; refuses what it does not have."""
    match = PATH.match(path)
    require(match, "no path of a tile")
    level, number, width = match.groups()
    n = int(number.replace("x", "").replace("/", ""))
    require(number_path(n) == number, "a number of another form")
    width = int(width) if width else WIDTH
    require(width < WIDTH or not match.group(3), "a width that is none")
    if level == "entries":
        items = [len(octets).to_bytes(2, "big") + octets for octets in leaves]
    else:
        items = subtrees([merkle.leaf_hash(octets) for octets in leaves], int(level))
    require(len(items) >= n * WIDTH + width, "the tree is not that large")
    return b"".join(items[n * WIDTH:n * WIDTH + width])


def subtrees(hashes, level):
    """The hashes of the complete subtrees of 256^level leaves."""
    for _ in range(level):
        hashes = [merkle.root(hashes[i:i + WIDTH]) for i in range(0, len(hashes) - WIDTH + 1, WIDTH)]
    return hashes
