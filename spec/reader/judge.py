"""Who released a message, and whether as agreed: chapter 7.6."""

import itertools

import message
import officerkey
import roster
from refusal import Refused, require

WATCH, DRAFT, REVIEW, RELEASE = 1, 2, 4, 8
USES = {b"parley draft v1": ("drafted", DRAFT), b"parley review v1": ("reviewed", REVIEW),
        b"parley message v1": ("released", RELEASE), b"parley emergency v1": ("emergency", RELEASE)}


def judge(octets, edition, at, later, date, service, minimum, sheet_keys):
    """A dict of who did what, known, compromised and agreed; at and later are rosters, date 0 where it is not known."""
    payload, signed, signatures = message.read_envelope(octets)
    verdict = {"drafted": set(), "reviewed": set(), "released": set(), "emergency": set(), "known": False, "compromised": False}
    agreed = True
    for signature in signatures:
        agreed &= weigh(signature, payload, signed, edition, at, later, date, service, sheet_keys, verdict)
    verdict["agreed"] = agreed and released(payload, service, minimum, verdict)
    return verdict


def weigh(signature, payload, signed, edition, at, later, date, service, sheet_keys, verdict):
    """Whether one signature counts [OFF-22], [OFF-26]; what it comes to goes into the verdict."""
    kid = message.read_header(signature[0])[1]
    held = later.keys.get(kid) or at.keys.get(kid)
    if held is None:
        verdict["known"] |= any(message.signature_counts(signature, key, message.USE_MESSAGE, edition, signed) for key in sheet_keys)
        return False
    use = next((use for use in USES if officerkey.counts(held["key"], signature, use, edition, signed)), None)
    if use is None:
        return False
    verdict["known"] = True
    since = held["compromised"]
    verdict["compromised"] |= since is not None and (date == 0 or date >= since)
    said, right = USES[use]
    if said == "released" and service:
        right = WATCH
    try:
        check_may(at, kid, payload["from"][1], right, date)
    except Refused:
        return False
    verdict[said].add(at.keys[kid]["officer"])
    return True


def check_may(at, kid, post, right, date):
    """[OFF-23]"""
    held = at.keys.get(kid)
    require(held and not held["out"], "a key that was not in force")
    officer = at.officers[held["officer"]]
    posts = dict(officer["posts"])
    require(any(held & right for held in (posts.values() if right in (DRAFT, REVIEW) else [posts.get(post, 0)])), "no right")
    require(date == 0 or roster.valid_at(officer, date), "outside the officer's time")


def released(payload, service, minimum, verdict):
    """[OFF-24]"""
    if service:
        return bool(verdict["released"])
    if not verdict["released"] and not verdict["emergency"]:
        return False
    return all(meets(row, verdict) for row in minimum if covers(row, payload))


def covers(row, payload):
    precedence = max([payload["precedence"]] + ([payload["info-precedence"]] if payload["info"] else []))
    return precedence >= row["from"] and (not row["forms"] or payload["form"] in row["forms"])


def meets(row, verdict):
    """[OFF-25], tried with every choice of officers."""
    if verdict["emergency"]:
        return 0 < row["emergency"] <= len(verdict["emergency"])
    return any(len(set(a + b + c)) == row["draft"] + row["review"] + row["release"]
               for a in itertools.combinations(sorted(verdict["drafted"]), row["draft"])
               for b in itertools.combinations(sorted(verdict["reviewed"]), row["review"])
               for c in itertools.combinations(sorted(verdict["released"]), row["release"]))
