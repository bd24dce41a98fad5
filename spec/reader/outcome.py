"""What evidence of a proceeding comes to: chapter 3.10 [REC-89], [REC-91], folded by chapter 6 [PROC-24], [PROC-25]."""

import body
import charter
import leaf
import message
import names
from proceeding import Body, Case, Leaf, Procedure, Volume
from proved import Judged
from refusal import Refused, require
from vectors import Block

FOREVER = 1 << 60
AFTER = ["what was done in the proceeding after what is shown here",
         "that a clock was right: every time is by the clock of the party whose record it stands in",
         "why a party did not act: it may not have been able to, or not have wanted to"]


class Shown(Case):
    """What a file proves, as chapter 6 reads it."""

    def __init__(self, proof):
        read = [(message.message_id(octets), message.read_envelope(octets)[0]) for octets in proof.file.messages]
        opening_id, opening = read[0]
        self.charter = edition_of(proof, opening_id, opening).text
        self.order, self.now = charter.party_ids(self.charter), FOREVER
        self.procedure = opened(self.charter, opening)
        self.opening, self.nonce, self.opener = opening_id.hex(), opening["nonce"], opening["from"][0]
        self.parties = [party for party in self.order if party in opening["participants"]]
        self.bodies = {id.hex(): self.body(id, payload) for id, payload in read}
        for id in proof.unreleased:
            self.bodies[id.hex()].void = True
        self.records = {party: [] for party in self.parties}
        for history in proof.histories:
            if history.party in self.records:
                self.records[history.party].append(self.volume(proof, history, opening_id))
        self.check_follow()

    def body(self, id, payload):
        words = [id.hex(), payload["from"][0], payload["act"]]
        words += ["to", ",".join(party for party, _ in payload["action"] + payload["info"])]
        if payload["participants"]:
            words += ["names", ",".join(payload["participants"])]
        if payload["proceeding"] is not None and payload["proceeding"].hex() != self.opening:
            words += ["in", payload["proceeding"].hex()]
        for name in ("seen", "texts"):
            if payload[name]:
                words += [name, ",".join(id.hex() for id in payload[name])]
        if payload["refers"]["corrects"] is not None:
            words += ["corrects", payload["refers"]["corrects"].hex()]
        item = Body(" ".join(words))
        item.form = payload["form"]
        self.read_fields(item, payload)
        return item

    def read_fields(self, item, payload):
        """The fields of a body; one that is not what its form says makes the act void [PROC-7]."""
        schema = next((schema for schema in self.charter.get("schemas", []) if schema["form"] == item.form), None)
        if schema is None:
            return
        try:
            _, values = body.read(form_of(self.charter, schema), payload["body"])
        except Refused:
            item.void = True
            return
        kinds = {field["name"]: field["kind"] for field in schema["fields"]}
        item.times = {name: value for name, value in values.items() if kinds[name] == "time"}
        item.parties = {name: value for name, value in values.items() if kinds[name] == "party"}
        item.joint = {name: [row["party"] for row in value if "party" in row] for name, value in values.items() if kinds[name] == "table"}
        item.questions = [row["id"] for row in values.get(self.procedure.questions, [])] if self.procedure.questions else []
        item.answers = [(row["question"], row["status"]) for name in self.procedure.answers.get(item.act, [])
                        for row in values.get(name, []) if "status" in row]

    def volume(self, proof, history, opening):
        """The leaves that follow each other around the one that names the opening; of a later volume those from place 0."""
        places = run(history, opening)
        forked = " fork 0" if (history.party, history.volume) in proof.forked else ""
        shown = Volume("%s %d %d%s" % (history.party, history.volume, places[-1] + 1 if places else 0, forked))
        for head, mirror, _, _ in history.record.cosignatures:
            shown.cosigned[mirror] = history.record.heads[head][0]
        for place in places:
            entry = history.leaves[place]
            rest = " %s %s" % (entry.mark.hex(), entry.id.hex()) if entry.kind != leaf.CLOCK else ""
            shown.leaves.append(Leaf(len(self.records[history.party]), "%d %d %d%s" % (place, entry.kind, entry.date, rest)))
        return shown

    def check_follow(self):
        """[PROC-24]"""
        for volumes in self.records.values():
            dates = [entry.date for volume in volumes for entry in volume.leaves]
            require(dates == sorted(dates), "dates that go back")


def edition_of(proof, id, payload):
    """The edition in force where the opening stands."""
    history = next(history for history in proof.of(payload["from"][0]) if history.sent(id) is not None)
    return history.edition_at(history.sent(id))


def run(history, opening):
    at = 0
    if history.volume == 0:
        at = next((place for place, entry in history.leaves.items() if entry.id == opening and entry.kind != leaf.CLOCK), None)
    if at is None:
        return []
    first = last = at
    while first - 1 in history.leaves:
        first -= 1
    while last + 1 in history.leaves:
        last += 1
    return list(range(first, last + 1))


def opened(text, opening):
    """The procedure that an opening opens [PROC-1], [PROC-2]"""
    require(text.get("language") == 1, "procedures of a language that is not read")
    found = next((procedure for procedure in text.get("procedures", []) if procedure["name"] == opening["act"]), None)
    parties = charter.party_ids(text)
    require(found is not None and opening["proceeding"] is None, "this act opens no proceeding")
    named, to = opening["participants"], {party for party, _ in opening["action"] + opening["info"]}
    require(opening["form"] == found["form"] and len(named) > 1 and set(named) <= set(parties), "an opening that opens nothing")
    require("all" not in found or len(named) == len(parties), "an opening that does not name all")
    author = opening["from"][0]
    require(author in named and set(named) - {author} <= to, "an opening that does not go to all participants")
    return in_lines(text, found)


def in_lines(text, found):
    """A procedure of a charter, read as one of the vectors of section 6.8"""
    flags = [word for word in ("all", "standing") if word in found]
    lines = [("procedure", " ".join([found["name"]] + flags))]
    for role in found["roles"]:
        rest = role.get("parties", []) + ([role["field"]] if "field" in role else [])
        lines.append(("role", " ".join([role["name"], role["kind"]] + rest)))
    for act in found["acts"]:
        flags = [word for key, word in (("strict", "strict"), ("agrees", "agrees"), ("by_rule", "by-rule"), ("stays", "stays"), ("keeps", "keeps")) if key in act]
        flags += [word for key in ("certifies", "answers", "finds") if key in act for word in (key, act[key])]
        lines.append(("act", " ".join([act["name"]] + flags)))
    for state in found["states"]:
        flags = ["end"] if "end" in state else []
        flags += ["awaits"] + state["awaits"] if "awaits" in state else []
        lines.append(("state", " ".join([state["name"]] + flags)))
        lines += [("move", " ".join([state["name"], move["act"], move["role"], move["needs"], move["to"]])) for move in state.get("moves", [])]
        if "clock" in state:
            lines.append(("clock", clock_line(text, state["name"], state["clock"])))
    procedure = Procedure(Block(lines))
    procedure.questions = found.get("questions")
    procedure.forms = {act["name"]: act["form"] for act in found["acts"]}
    procedure.answers = {act["name"]: [act["answers"]] for act in found["acts"] if "answers" in act}
    return procedure


def clock_line(text, state, clock):
    if "field" in clock:
        words = ["field", clock["field"]]
    elif "minutes" in clock:
        words = ["minutes", str(clock["minutes"])]
    else:
        words = ["minutes", next(str(item["value"]) for item in text["constants"] if item["name"] == clock["constant"])]
    return " ".join([state] + words + (["silence"] if "silence" in clock else []) + ["to", clock["to"]])


def form_of(text, schema):
    fields = [field_of(field) for field in schema["fields"]]
    return body.Form(fields, charter.party_ids(text), [area["name"] for area in text.get("areas", [])])


def field_of(field):
    out = dict(field, required="required" in field)
    if "choices" in field:
        out["choices"] = [choice["value"] for choice in field["choices"]]
    if "columns" in field:
        out["columns"] = [field_of(column) for column in field["columns"]]
    return out


class Outcome:
    """What is settled of a proceeding, and the words for it."""

    def __init__(self, proof):
        self.case = Shown(proof)
        self.judged = Judged(self.case)
        self.steps = self.judged.walk.steps
        self.settled = self.reach(lambda step: step.settled)
        self.sure = self.reach(lambda step: id(step) in self.judged.sure)

    def reach(self, sure):
        """How many of the first steps stand fast."""
        number = 0
        for at, step in enumerate(self.steps, 1):
            if step.moves():
                if not sure(step):
                    break
                number = at
        return number

    def state(self, number):
        return self.steps[number - 1].after if number else "-"

    def lines(self):
        for step in self.steps[:self.settled]:
            yield "entry", " ".join([step.id, str(step.date), step.before, step.after, step.standing])
        yield "ground", self.state(self.settled)
        yield "vouched", self.state(self.sure)

    def says(self):
        """The sentences of parley-verify."""
        case = self.case
        yield 'the proceeding %s is of the procedure "%s", between %s' % (case.opening, case.procedure.name, ", ".join(case.parties))
        for step in self.steps[:self.settled]:
            yield from self.sentence(step)
        if self.settled:
            yield 'it stands at "%s"' % self.state(self.settled) + \
                (", and every other participant has vouched for the records that show this" if self.sure == self.settled else "")
        if self.judged.disputed:
            forked = ", ".join(party for party in case.parties if case.forked(party))
            yield "it is disputed: without the proof that %s forked its record more would be settled, or not so" % forked

    def sentence(self, step):
        at = names.time_text(step.date)
        if step.id != "lapse":
            said = self.case.bodies[step.id]
            if step.before == "-":
                yield '%s by %s opened it, dated %s by its own clock; it began at "%s"' % (said.act, said.author, at, step.after)
            elif step.standing == "in-effect" and step.before != step.after:
                yield '%s by %s led from "%s" to "%s"' % (said.act, said.author, step.before, step.after)
        elif step.absent:
            absent = ", ".join(party for party in self.case.parties if party in step.absent)
            yield "at %s its deadline passed, and counts for nothing: %s did not have in time the act that set it" % (at, absent)
        else:
            yield "at %s its deadline passed: every party that could act had the act that set it on record, and none had acted " \
                'before; it led from "%s" to "%s"' % (at, step.before, step.after)

    def not_proved(self):
        if not self.settled:
            yield "anything about where the proceeding stands: nothing of it is settled by the records shown"
        elif self.sure != self.settled:
            yield "that no party has forked its record: not every participant has vouched for the records shown that far"
        if self.judged.by_rule(self.settled):
            yield "the outcome itself: a rule of the charter gives it, and no proof"
        yield from AFTER
