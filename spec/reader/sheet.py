"""The sheet: chapter 2.7. A sheet is a dict by the names of the table, with the sheet hash as hash."""

import hashlib
import re

import cbor
import hosts
import keys
import message
import names
import shape
from refusal import require

LIMIT = 16384
ROLES = ("root", "log", "cosigner", "link", "duty")
SEAL = re.compile(r"age1pq1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{1952}\Z")
KEY = shape.exactly(32)
FIELDS = (
    ("party", shape.text), ("number", shape.integer), ("time", shape.integer), ("previous", shape.optional(shape.digest)),
    ("root", KEY), ("log", KEY), ("cosigner", KEY), ("link", KEY), ("seal", shape.text), ("duty", KEY),
    ("operators", shape.listing(shape.fields(("post", shape.text), ("key", KEY)))),
    ("addresses", shape.listing(shape.text)), ("rp-ids", shape.listing(shape.text)))
SHEET = shape.fields(("version", shape.literal(1)), ("page", shape.octets),
                     ("signatures", shape.listing(message.SIGNATURE)))


def read(octets):
    """A sheet that is valid by itself."""
    values = cbor.decode(octets, LIMIT)
    SHEET(values, "sheet")
    page = cbor.decode(values[1], LIMIT)
    shape.fields(*FIELDS)(page, "page")
    sheet = dict(zip((name for name, _ in FIELDS), page))
    sheet["hash"] = hashlib.sha256(octets).digest()
    check_page(sheet)
    check_keys(sheet)
    check_addresses(sheet)
    check_signatures(sheet, values[1], values[2])
    return sheet


def check_page(sheet):
    """[CHR-23], [CHR-25]"""
    names.check_name(sheet["party"])
    require(sheet["number"] > 0, "the number is 0")
    require((sheet["previous"] is None) == (sheet["number"] == 1), "previous stands in every sheet but the first")
    names.check_time(sheet["time"], "the time")
    require(sheet["operators"], "no operator")
    for post, _ in sheet["operators"]:
        names.check_name(post)
    require(SEAL.match(sheet["seal"]), "the seal is no recipient")
    rp_ids = sheet["rp-ids"]
    require(len(rp_ids) <= 8 and len(set(rp_ids)) == len(rp_ids), "more than 8 rp ids, or one twice")
    for host in rp_ids:
        hosts.check_host_name(host)
        require(host == host.lower(), "an rp id in capitals")


def public_keys(sheet):
    """All keys that sign, in no order."""
    return [sheet[role] for role in ROLES] + [key for _, key in sheet["operators"]]


def check_keys(sheet):
    """[CHR-22]"""
    held = public_keys(sheet)
    require(len(set(held)) == len(held), "a key stands twice")
    for public in held:
        keys.check_public_key(public)


def check_addresses(sheet):
    """[CHR-24]"""
    addresses = sheet["addresses"]
    require(len(addresses) <= 8 and len(set(addresses)) == len(addresses), "more than 8 addresses, or one twice")
    for address in addresses:
        hosts.check_address(address)


def check_signatures(sheet, page, signatures):
    """[CHR-21]"""
    ids = message.check_signatures(signatures)
    held = {message.key_id(public): public for public in public_keys(sheet)}
    require(sorted(ids) == sorted(held), "not one signature of each key")
    for kid, signature in zip(ids, signatures):
        require(message.signature_counts(signature, held[kid], message.USE_SHEET, b"", page), "a signature does not count")


def check_under(sheet, charter):
    """[CHR-27]; charter as charter.py reads it"""
    entry = next((entry for entry in charter["parties"] if entry["id"] == sheet["party"]), None)
    require(entry is not None, "%s is no party of the charter" % sheet["party"])
    require(sheet["root"].hex() == entry["root"], "another root than the charter's")
    check_posts(sheet, entry["posts"])


def check_posts(sheet, posts):
    manned = {post for post, _ in sheet["operators"]}
    for post in posts:
        require(post in manned, "no operator for " + post)


def check_together(charter, sheets):
    """[CHR-26]; charter as charter.py reads it, one sheet of each party"""
    held = [bytes.fromhex(entry["recovery"]) for entry in charter["parties"]]
    held += [hashlib.sha256(bytes.fromhex(entry["root"])).digest() for entry in charter["parties"]]
    for sheet in sheets:
        held += [hashlib.sha256(public).digest() for public in public_keys(sheet) if public != sheet["root"]]
        held.append(sheet["seal"])
    require(len(set(held)) == len(held), "a key stands twice under the charter")


def check_replaces(old, new):
    """[CHR-29]"""
    require((old["party"], old["root"]) == (new["party"], new["root"]), "of another party or root")
    require(new["number"] > old["number"], "no higher number")
    require(new["number"] > old["number"] + 1 or new["previous"] == old["hash"], "previous is not the sheet held")
