"""What evidence of a message shows: chapter 3.10 [REC-26] to [REC-29]."""

import charter
import judge
import leaf
import message
import sheet
from evidence import PROCEEDING
from refusal import require


def check_messages(proof):
    """[REC-26] to [REC-29], and for a proceeding the first sentence of [REC-89]"""
    subject = message.message_id(proof.file.messages[0])
    for number, octets in enumerate(proof.file.messages):
        payload, payload_octets, signatures = message.read_envelope(octets)
        id = message.message_id(octets)
        about = [payload["proceeding"]] if proof.file.kind == PROCEEDING else payload["refers"].values()
        require(number == 0 or subject in about, "a message that is not about the first")
        sent = [(history, history.sent(id)) for history in proof.of(payload["from"][0])]
        sent = [(history, place) for history, place in sent if place is not None]
        require(sent, "the record of the author is not in the file, or does not say that it was sent")
        history, place = sent[0]
        check_sent(history, place, payload)
        if history.page_at(place).roster and not by_duty(history, place, payload, signatures):
            check_released(proof, number, history, place, payload, octets)
        else:
            check_signed(history, place, payload, payload_octets, signatures)
        proof.receipts += receipts(proof, payload, history.leaves[place])
        proof.fact("id", id)
        proof.fact("time", payload["time"])


def check_sent(history, place, payload):
    """[REC-26], and the edition and the page of [REC-27]"""
    edition, page = history.edition_at(place), history.page_at(place)
    addressed = {party for party, _ in payload["action"] + payload["info"]}
    require(addressed <= set(edition.parties), "an addressee that is no party")
    expected = leaf.bitmap([edition.parties.index(party) for party in addressed], len(edition.parties))
    require(history.leaves[place].addressees == expected, "the leaf names other addressees")
    require(payload["edition"] == edition.text["edition"], "an edition that was not in force")
    require(payload["roster"] == page.number, "a page that was not in force")


def check_signed(history, place, payload, octets, signatures):
    """The signatures of [REC-27]"""
    edition, page = history.edition_at(place), history.sheet_at(place)
    allowed = [key for post, key in page["operators"] if post == payload["from"][1]]
    allowed += [page["duty"]] if automatic(edition, payload) else []
    by_id = {message.key_id(public): public for public in allowed}
    for signature in signatures:
        public = by_id.get(message.read_header(signature[0])[1])
        require(public is not None, "a signature of a key that may not sign")
        require(message.signature_counts(signature, public, message.USE_MESSAGE, edition.id, octets),
                "a signature that does not verify")


def automatic(edition, payload):
    return any(form["name"] == payload["form"] and form["automatic"] for form in edition.text["forms"])


def by_duty(history, place, payload, signatures):
    """Whether the duty key alone has signed, in a form in which it may [REC-27]."""
    duty = message.key_id(history.sheet_at(place)["duty"])
    return automatic(history.edition_at(place), payload) and all(message.read_header(s[0])[1] == duty for s in signatures)


def check_released(proof, number, history, place, payload, octets):
    """The release of [REC-27], where a roster is in force; what follows from it, by [REC-29] and [REC-89]"""
    later, edition = history.pages[max(history.pages)].roster, history.edition_at(place)
    sheets = [key for volume in proof.of(history.party) for page in volume.sheets.values() for key in sheet.public_keys(page)]
    verdict = judge.judge(octets, edition.id, history.page_at(place).roster, later, history.leaves[place].date,
                          payload["form"] in charter.service(edition.text), charter.minimum(edition.text), sheets)
    require(verdict["known"], "signed by no key of its author")
    if verdict["agreed"]:
        return
    of_proceeding = proof.file.kind == PROCEEDING
    require((number == 0) != of_proceeding, "not released as agreed")
    proof.unreleased.add(message.message_id(octets))


def receipts(proof, payload, sent):
    """Triples of addressee, kind and date; no leaf with another mark is one [REC-28]."""
    for party in sorted({party for party, _ in payload["action"] + payload["info"]}):
        for entry in (entry for history in proof.of(party) for entry in history.leaves.values()):
            if entry.kind in (leaf.RECEIVED, leaf.REFUSED) and (entry.id, entry.mark) == (sent.id, sent.mark):
                yield party, leaf.KINDS[entry.kind], entry.date
