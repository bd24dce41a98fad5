"""Reads every vector of the chapters: python3 spec/reader [--self-test] spec/vectors

Ends with status 1 on any failure: a good vector that is not read as stated, a bad one that is accepted, a file of a
kind that is not known here, or one that is missing.

Checks one evidence file against the fingerprint of a charter: python3 spec/reader --evidence FINGERPRINT FILE
"""

import os
import sys

sys.dont_write_bytecode = True

import agreements
import courier
import forms
import line
import log
import narrow
import officers
import overlap
import proof
import proved
import vectors
import wire
from refusal import Refused
from tally import Tally

CHAPTERS = {"wire": wire.FILES, "charter": agreements.FILES, "record": log.FILES, "link": line.FILES,
            "form": forms.FILES, "procedure": proved.FILES, "officer": officers.FILES, "narrow": narrow.FILES,
            "courier": courier.FILES, "overlap": overlap.FILES}


def read_file(path, check, known, changing):
    """Good, refused and failed vectors of one file, printed."""
    tally = Tally(changing)
    try:
        known["directory"] = os.path.dirname(path)
        check(vectors.read(path) if path.endswith(".txt") else path, tally, known)
    except (vectors.Different, OSError, KeyError, ValueError) as error:
        tally.failures.append("%s: %s" % (type(error).__name__, error))
    if not tally.good + tally.refused + len(tally.failures):
        tally.failures.append("no vector was tried")
    print("%s: %d good, %d bad refused" % (os.path.join(*path.split(os.sep)[-2:]), tally.good, tally.refused))
    for failure in tally.failures:
        print("    FAILED " + failure)
    return tally.good + tally.refused, len(tally.failures)


def read_chapter(directory, files, changing):
    present = set(os.listdir(directory)) if os.path.isdir(directory) else set()
    passed, failed, known = 0, 0, {}
    for name in sorted(present ^ set(files)):
        failed += 1
        print("    FAILED %s: %s" % (os.path.join(directory, name), "of no known kind" if name in present else "missing"))
    for name in files:
        if name in present:
            more = read_file(os.path.join(directory, name), files[name], known, changing)
            passed, failed = passed + more[0], failed + more[1]
    return passed, failed


def check_evidence(fingerprint, path):
    """The status of REC-32: 4 where the message that it is about was not released as agreed."""
    with open(path, "rb") as file:
        octets = file.read()
    try:
        shown = proof.Proof(octets, fingerprint)
    except Refused as error:
        print("does not verify: %s" % error)
        return 1
    if shown.file.kind == proof.MESSAGE and shown.unreleased:
        print("verified: the message was not released as agreed")
        return proof.UNRELEASED
    print("verified")
    return proof.VERIFIED


def main(arguments):
    if arguments[:1] == ["--evidence"] and len(arguments) == 3:
        return check_evidence(*arguments[1:])
    changing = "--self-test" in arguments
    paths = [argument for argument in arguments if argument != "--self-test"] or \
        [os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "vectors")]
    if len(paths) != 1 or paths[0].startswith("-"):
        print(__doc__.split("\n")[0], file=sys.stderr)
        return 2
    passed, failed = 0, 0
    strangers = sorted(set(os.listdir(paths[0])) - set(CHAPTERS)) if os.path.isdir(paths[0]) else []
    for name in strangers:
        failed += 1
        print("    FAILED %s: no chapter of this name is known" % name)
    for name in CHAPTERS:
        more = read_chapter(os.path.join(paths[0], name), CHAPTERS[name], changing)
        passed, failed = passed + more[0], failed + more[1]
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


sys.exit(main(sys.argv[1:]))
