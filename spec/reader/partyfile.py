"""The party file: chapter 2.8 [CHR-28]."""

import hashlib

import document
import keys
import schema
import sheet
from refusal import require

LIMIT = 32768
TABLE = schema.table(
    ("format", schema.literal("parley-party-1")), ("party", schema.name), ("name", schema.string(200)),
    ("root", schema.hex_64), ("recovery", schema.hex_64), ("posts", schema.listing(schema.name, 1, 64, distinct=True)),
    ("sheet", schema.any_string))


def read(octets):
    """The party file as a dict, its sheet as sheet.py reads it."""
    party = document.read(octets, LIMIT)
    TABLE(party, "the party file")
    require(document.write(party) == octets, "not the one form of its values")
    keys.check_public_key(bytes.fromhex(party["root"]))
    page = sheet.read(keys.read_base64(party["sheet"]))
    require((page["party"], page["root"].hex()) == (party["party"], party["root"]), "a sheet of another party or root")
    sheet.check_posts(page, party["posts"])
    require(all(hashlib.sha256(public).hexdigest() != party["recovery"] for public in sheet.public_keys(page)),
            "the recovery key is on the sheet")
    return dict(party, sheet=page)
