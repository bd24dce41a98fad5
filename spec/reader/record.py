"""Names, heads, cosignatures and the order of leaves: chapters 3.2, 3.3 and 3.5."""

import base64

import ed25519
import keys
from leaf import ADOPTED, SENT, SHEET, VOLUME
from refusal import require


def origin(charter_id, party, volume=0):
    """[REC-1]"""
    return "parley/%s/%s" % (charter_id.hex(), party) + ("/%d" % volume if volume else "")


def cosigner_name(charter_id, mirror):
    return origin(charter_id, mirror) + "/cosigner"


def checkpoint_text(origin, size, root):
    """[REC-7]"""
    return ("%s\n%d\n%s\n" % (origin, size, base64.b64encode(root).decode("ascii"))).encode("ascii")


def check_head(origin, size, root, signature, log_key):
    """[REC-7], [REC-8]"""
    require(size >= (3 if origin.count("/") > 2 else 2), "a head of size %d" % size)
    require(ed25519.verify(log_key, checkpoint_text(origin, size, root), signature), "the head does not verify")


def check_cosignature(origin, size, root, seconds, signature, cosigner_key):
    """[REC-10]"""
    signed = b"cosignature/v1\ntime %d\n" % seconds + checkpoint_text(origin, size, root)
    require(ed25519.verify(cosigner_key, signed, signature), "the cosignature does not verify")


def read_checkpoint(note, origin, log_key, cosigners):
    """Size, root and cosignature times of a C2SP checkpoint; cosigners are keys by name, and each has signed."""
    text, separator, lines = note.rpartition("\n\n")
    require(separator and lines.endswith("\n"), "no signed note")
    body = (text + "\n").split("\n")
    require(len(body) == 4 and body[0] == origin and body[1].isdigit(), "no checkpoint of this record")
    size, root = int(body[1]), keys.read_base64(body[2])
    require(checkpoint_text(origin, size, root) == (text + "\n").encode("utf-8"), "a size of another form")
    missing, times = {origin} | set(cosigners), {}
    for line in lines[:-1].split("\n"):
        name, signed = keys.read_note_line(line)
        require(name in missing, "a signature of a stranger, or a second one")
        missing.remove(name)
        if name == origin:
            require(signed[:4] == keys.key_hash(name, keys.ED25519, log_key), "another log key")
            check_head(origin, size, root, signed[4:], log_key)
        else:
            require(signed[:4] == keys.key_hash(name, keys.COSIGNATURE, cosigners[name]), "another cosigner key")
            times[name] = int.from_bytes(signed[4:12], "big")
            check_cosignature(origin, size, root, times[name], signed[12:], cosigners[name])
    require(not missing, "a signature is missing")
    return size, root, times


def check_place(place, entry, volume=0):
    """[REC-5]"""
    require((entry.kind == VOLUME) == (volume > 0 and place == 2), "the statement of a later volume, and only that, is leaf 2")
    require(place != 0 or entry.kind == SHEET, "leaf 0 is not of kind sheet")
    require(place != 1 or entry.kind == ADOPTED, "leaf 1 is not of kind adopted")


def check_date(entry, previous):
    """R1 [REC-4]; previous is the date of the leaf before"""
    require(entry.date >= previous, "dated before the leaf before it")


def check_addressees(entry, parties):
    """[REC-6]; parties is how many the edition in force has"""
    if entry.kind == SENT:
        require(len(entry.addressees) == (parties + 7) // 8, "addressees of another length")
        require(int.from_bytes(entry.addressees, "little") >> parties == 0, "addressed to a party that is not there")
