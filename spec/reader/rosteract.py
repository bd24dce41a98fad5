"""Roster acts by themselves: chapter 7.4. An act is a dict, its entries are dicts with their kind."""

import hashlib

import cbor
import message
import names
import officerkey
import shape
from refusal import require

LIMIT = 16384
KID = shape.exactly(8)
POSTS = shape.listing(shape.fields(("post", shape.text), ("rights", shape.integer)), 64, 1)
OFFICER, FROM, UNTIL = ("officer", shape.text), ("from", shape.integer), ("until", shape.optional(shape.integer))
KINDS = {
    1: (OFFICER, ("name", shape.optional(shape.text)), ("posts", POSTS), ("keys", shape.listing(officerkey.KEY, 8, 1)), FROM, UNTIL),
    2: (OFFICER, ("keys", shape.listing(officerkey.KEY, 8)), ("removed", shape.listing(KID))),
    3: (OFFICER, ("posts", POSTS), FROM, UNTIL),
    4: (OFFICER,),
    5: (OFFICER, ("key", shape.optional(KID)), ("since", shape.integer)),
    6: (("needed", shape.integer),)}
SIGNED = shape.fields(("version", shape.literal(2)), ("page", shape.octets), ("signatures", shape.listing(message.SIGNATURE)))
FIELDS = (("party", shape.text), ("charter", shape.digest), ("number", shape.integer), ("time", shape.integer),
          ("previous", shape.digest))


def read(octets):
    """An act that is valid by itself [OFF-13]."""
    values = cbor.decode(octets, LIMIT)
    SIGNED(values, "roster act")
    page = cbor.decode(values[1], LIMIT)
    shape.listing(lambda *_: None)(page, "page")
    require(len(page) == 6, "a page with an element too many or too few")
    shape.fields(*FIELDS)(page[:5], "page")
    act = dict(zip((name for name, _ in FIELDS), page))
    act["hash"], act["page"], act["signatures"] = hashlib.sha256(octets).digest(), values[1], values[2]
    names.check_name(act["party"])
    names.check_time(act["time"], "the time")
    require(act["number"] >= 2, "a number below 2")
    shape.listing(lambda *_: None, 64, 1)(page[5], "entries")
    act["entries"] = [read_entry(values) for values in page[5]]
    check_signatures(act)
    return act


def read_entry(values):
    """[OFF-14]"""
    shape.listing(lambda *_: None, None, 1)(values, "entry")
    require(type(values[0]) is int and values[0] in KINDS, "an entry of another kind")
    fields = KINDS[values[0]]
    shape.fields(*fields)(values[1:], "entry")
    entry = dict(zip((name for name, _ in fields), values[1:]))
    entry["kind"] = values[0]
    if "officer" in entry:
        names.check_name(entry["officer"])
    if entry.get("name") is not None:
        names.check_line(entry["name"], "display name", 100)
        require(entry["name"], "an empty display name")
    check_posts(entry.get("posts", []))
    check_times(entry)
    entry["keys"] = [officerkey.from_values(key) for key in entry.get("keys", [])]
    removed = entry.get("removed", [])
    require(len(set(removed)) == len(removed), "a key removed twice")
    require(entry["kind"] != 2 or entry["keys"] or removed, "an empty rekeying")
    require(1 <= entry.get("needed", 1) <= 8, "not 1 to 8 administrators")
    return entry


def check_posts(posts):
    for post, rights in posts:
        names.check_name(post)
        require(1 <= rights <= 31, "rights that are not 1 to 31")
    require(len({post for post, _ in posts}) == len(posts), "a post twice")


def check_times(entry):
    for field in ("from", "until", "since"):
        if entry.get(field) is not None:
            names.check_time(entry[field], field)
    require(entry.get("until") is None or entry["from"] < entry["until"], "until is not after from")


def added(act):
    return [key for entry in act["entries"] for key in entry["keys"]]


def check_signatures(act):
    """[OFF-13], [OFF-16]"""
    act["signed"] = dict(zip(message.check_signatures(act["signatures"]), act["signatures"]))
    for key in added(act):
        require(key["id"] in act["signed"], "a key that has not signed")
        verify(act, key)


def verify(act, key):
    officerkey.check(key, act["signed"][key["id"]], b"parley roster v1", act["charter"], act["page"])


def check_follows(act, number, previous):
    """[OFF-15]"""
    require(act["number"] == number + 1 and act["previous"] == previous, "not behind the page in force")
