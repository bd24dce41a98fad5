"""Payload, envelope, id and signatures of a message: chapters 1.3 to 1.5."""

import hashlib

import cbor
import ed25519
import names
import shape
from refusal import Refused, require

PAYLOAD_LIMIT, ENVELOPE_LIMIT, TEXT_LIMIT, BLOB_LIMIT = 131072, 163840, 65536, 67108864
USE_MESSAGE, USE_SHEET = b"parley message v1", b"parley sheet v1"
REFERS = ("reply-to", "acknowledges", "cancels", "corrects", "translates")

ADDRESS = shape.fields(("party", shape.text), ("post", shape.optional(shape.text)))
ATTACHMENT = shape.fields(("name", shape.text), ("media type", shape.text), ("size", shape.integer), ("id", shape.digest))
FIELDS = (
    ("nonce", shape.exactly(16)), ("time", shape.integer), ("from", ADDRESS), ("action", shape.listing(ADDRESS)),
    ("info", shape.listing(ADDRESS)), ("precedence", shape.integer), ("info-precedence", shape.integer),
    ("edition", shape.integer), ("roster", shape.integer), ("form", shape.text),
    ("proceeding", shape.optional(shape.digest)), ("act", shape.text), ("participants", shape.listing(shape.text)),
    ("seen", shape.listing(shape.digest)), ("texts", shape.listing(shape.digest)),
    ("refers", shape.fields(*((name, shape.optional(shape.digest)) for name in REFERS))), ("subject", shape.text),
    ("handling", shape.text), ("lang", shape.text), ("exercise", shape.boolean),
    ("expires", shape.optional(shape.integer)), ("body", shape.octets), ("salt", shape.optional(shape.exactly(16))),
    ("attachments", shape.listing(ATTACHMENT)))
PAYLOAD = shape.fields(*FIELDS)
SIGNATURE = shape.fields(("protected", shape.octets), ("signature", shape.octets), ("evidence", shape.between(0, 1024)))
ENVELOPE = shape.fields(("version", shape.literal(1)), ("payload", shape.octets),
                        ("signatures", shape.listing(SIGNATURE, 16, 1)))


def read_payload(octets):
    """The payload as a dict by the names of the table; refers is a dict as well."""
    values = cbor.decode(octets, PAYLOAD_LIMIT)
    PAYLOAD(values, "payload")
    payload = dict(zip((name for name, _ in FIELDS), values))
    payload["refers"] = dict(zip(REFERS, payload["refers"]))
    check_addresses(payload)
    check_numbers(payload)
    check_form(payload)
    check_lines(payload)
    check_attachments(payload)
    return payload


def check_addresses(payload):
    """[WIRE-12]"""
    addressees = payload["action"] + payload["info"]
    require(payload["from"][1] is not None, "the originator has no post")
    require(payload["action"] and len(addressees) <= 64, "no action addressee, or more than 64 addressees")
    for party, post in [payload["from"]] + addressees:
        names.check_name(party)
        if post is not None:
            names.check_name(post)
    require(len(set(map(tuple, addressees))) == len(addressees), "an addressee stands twice")
    require(all(party != payload["from"][0] for party, _ in addressees), "an addressee of the originator's own party")
    require(len(payload["participants"]) <= 57, "more than 57 participants")
    require(len(set(payload["participants"])) == len(payload["participants"]), "a participant stands twice")
    for party in payload["participants"]:
        names.check_name(party)


def check_numbers(payload):
    """[WIRE-13]"""
    names.check_time(payload["time"], "the time")
    require(payload["precedence"] <= 3 and payload["info-precedence"] <= 3, "a precedence is not 0 to 3")
    require(payload["edition"] > 0, "the edition is 0")
    if payload["expires"] is not None:
        require(payload["time"] < payload["expires"] <= names.LAST_TIME, "the expiry is not after the time, or too late")
    require(len(payload["seen"]) <= 64 and len(payload["texts"]) <= 64, "more than 64 acts seen or texts")


def check_form(payload):
    """[WIRE-14], [WIRE-16]"""
    refers = payload["refers"]
    if payload["form"] == "ack":
        require(payload["body"] == b"" and not payload["attachments"], "an acknowledgement has a body or an attachment")
        require([name for name in REFERS if refers[name] is not None] == ["acknowledges"],
                "an acknowledgement acknowledges, and refers to nothing else")
        require(len(payload["action"]) == 1 and not payload["info"], "an acknowledgement has one addressee, for action")
    else:
        require(refers["acknowledges"] is None, "only an acknowledgement acknowledges")
    if payload["form"] == "text":
        require(1 <= len(payload["body"]) <= TEXT_LIMIT, "a text is empty or too long")
        try:
            payload["body"].decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("a text is not UTF-8")


def check_lines(payload):
    """[WIRE-15]"""
    require(payload["form"], "the form is empty")
    for name, limit in (("form", 64), ("act", 64), ("handling", 64), ("subject", 200)):
        names.check_line(payload[name], name, limit)
    for _, media_type, _, _ in payload["attachments"]:
        names.check_line(media_type, "media type", 127)
    if payload["lang"]:
        names.check_language(payload["lang"])


def check_attachments(payload):
    """[WIRE-17]"""
    attachments = payload["attachments"]
    require((payload["salt"] is None) == (not attachments), "a salt without attachment, or an attachment without salt")
    require(len(attachments) <= 16, "more than 16 attachments")
    for name, _, size, _ in attachments:
        require(1 <= size <= BLOB_LIMIT, "an attachment of %d bytes" % size)
        names.check_line(name, "file name", 255)
        require(name not in ("", ".", "..") and "/" not in name and "\\" not in name, "%r is no file name" % name)


def key_id(public):
    return hashlib.sha256(public).digest()[:8]


def read_header(protected):
    """Algorithm and key id of a protected header, the map {1: integer, 4: 8 bytes} [WIRE-8]."""
    require(protected[:2] == b"\xa2\x01", "a header that is not the map of 1 and 4")
    major, argument, end = cbor.read_head(protected, 2)
    require(major in (0, 1), "the algorithm is not an integer")
    require(protected[end:end + 2] == b"\x04\x48" and len(protected) == end + 10, "the key id has not 8 bytes")
    algorithm = argument if major == 0 else -1 - argument
    shape.signed(algorithm, "the algorithm")
    return algorithm, protected[end + 2:]


def check_signatures(signatures):
    """Key ids of signatures [protected, signature, evidence], which ascend."""
    ids = [read_header(protected)[1] for protected, _, _ in signatures]
    require(all(a < b for a, b in zip(ids, ids[1:])), "the key ids do not ascend")
    return ids


def read_envelope(octets):
    """The payload, its bytes, and the signatures [protected, signature, evidence] [WIRE-5]."""
    values = cbor.decode(octets, ENVELOPE_LIMIT)
    ENVELOPE(values, "envelope")
    check_signatures(values[2])
    return read_payload(values[1]), values[1], values[2]


def message_id(envelope):
    return hashlib.sha256(envelope).digest()


def to_be_signed(protected, use, scope, payload):
    """The Sig_structure of RFC 9052, section 4.4 [WIRE-7]."""
    return cbor.encode(["Signature1", protected, use + b"\x00" + scope, payload])


def signature_counts(signature, public, use, scope, payload):
    """Whether a signature [protected, signature, evidence] is one by this public key [WIRE-8]."""
    protected, octets, evidence = signature
    algorithm, kid = read_header(protected)
    if algorithm != -8 or kid != key_id(public) or evidence or len(octets) != 64:
        return False
    return ed25519.verify(public, to_be_signed(protected, use, scope, payload), octets)
