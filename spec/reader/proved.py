"""What of a proceeding is proved, and what is shown of it: chapter 6, sections 6.6 and 6.7, and its vectors."""

from fold import END, Book, Walk
from proceeding import Case
from vectors import equal


def settle(walk):
    """Marks what cannot change any more [PROC-14] [PROC-15]; whether that is all."""
    book, so_far = walk.book, bool(walk.steps)
    for step in walk.steps:
        if step.id == "lapse":
            proved = all(book.shows_time(party, step.date) for party in walk.movers(step.before))
        else:
            need = set(book.case.parties) if step.before == "-" else walk.movers(step.before) | {book.sent[step.id].author}
            proved = not step.open and all(book.shows(party, step.id) for party in need)
        step.settled = so_far and proved
        if step.moves():
            so_far = so_far and proved
    return so_far


class Judged:
    """A walk and what of it is settled and confirmed [PROC-19], or disputed [PROC-20]."""

    def __init__(self, case):
        self.case = case
        self.walk = Walk(Book(case, True))
        self.settled = settle(self.walk)
        self.confirm()
        self.forks, self.firm = any(case.forked(party) for party in case.parties), set()
        self.disputed = self.forks and self.differs()

    def confirm(self):
        steps = self.walk.steps
        if len(self.case.parties) == 2:
            self.sure = {id(step) for step in steps if step.settled}
            self.confirmed = self.settled
            return
        other = Walk(Book(self.case, True, {party: self.vouched(party) for party in self.case.parties}))
        settle(other)
        acts = {step.id: (step.before, step.after, step.standing) for step in other.steps if step.settled and step.id != "lapse"}
        lapses = [step.key() for step in other.steps if step.settled and step.id == "lapse"]
        self.sure = set()
        for step in steps:
            if step.id == "lapse":
                same = bool(lapses) and lapses.pop(0) == step.key()
            else:
                same = acts.get(step.id) == (step.before, step.after, step.standing)
            if same and step.settled:
                self.sure.add(id(step))
        self.confirmed = self.settled and all(id(step) in self.sure for step in steps if step.moves())

    def vouched(self, party):
        end = (0, 0)
        for number, volume in enumerate(self.case.records[party]):
            size = self.case.cosigned(party, volume)
            if size:
                end = (number, size)
        return end

    def final(self, step):
        """Settled, and not by the proof of a fork alone [PROC-20]."""
        return step.settled and (not self.forks or id(step) in self.sure or id(step) in self.firm)

    def differs(self):
        other = Walk(Book(self.case, False))
        settle(other)
        here = [step for step in self.walk.steps if step.moves()]
        there = [step for step in other.steps if step.moves() and step.settled]
        self.firm = {id(step) for step, _ in zip(here, there)}
        return len(there) > len(here) or any(not a.settled or a.key() != b.key() for a, b in zip(here, there))

    def ground(self, sure):
        state = "-"
        for step in self.walk.steps:
            if step.moves():
                if not sure(step):
                    break
                state = step.after
        return state

    def by_rule(self, number=None):
        """Whether the state after so many steps rests on an act by rule [PROC-21]."""
        for step in reversed(self.walk.steps[:number]):
            if step.id == "lapse" and step.standing == "in-effect" or step.id != "lapse" and step.before != step.after:
                if step.rule or step.settled:
                    return step.rule
        return False

    def proof(self):
        if self.disputed:
            return "disputed"
        if self.by_rule():
            return "by-rule"
        return "confirmed" if self.confirmed else "settled" if self.settled else "none"

    def until(self):
        walk = self.walk
        if walk.deadline is False:
            return "unknown"
        if walk.deadline is not None:
            return "%d running" % walk.deadline
        if walk.led is None:
            return "none"
        how = "elapsed" if not self.final(walk.led) else "not-served" if walk.led.absent else "final"
        return "%d %s" % (walk.led.date, how)

    def turn(self):
        """Whose move it is [PROC-22]."""
        walk, out = self.walk, set()
        for role in walk.procedure.awaits(walk.state):
            wait = set(walk.book.roles[role])
            for move in walk.procedure.moves:
                if move[0] == walk.state and move[2] == role and move[3] == "all":
                    done = walk.done.get(tuple(move), {})
                    if len(set(done.values())) < 2:
                        wait -= set(done)
            out |= wait
        return " ".join(party for party in self.case.parties if party in out) or "nobody"

    def aside(self):
        """What has no place in the order."""
        book, out = self.walk.book, {}
        for id, item in book.sent.items():
            if id in self.walk.taken or not item.proper and not book.ours(id):
                continue
            if book.void(id):
                out[id] = "void"
            else:
                out[id] = "waiting" if id in book.counts and self.walk.state else "incomplete"
        for line in book.lines.values():
            for item in line:
                if not item.sent and not book.matches(item) and not book.lost(item) and item.id not in book.sent:
                    out[item.id] = "incomplete"
        for id, body in self.case.bodies.items():
            if id not in book.sent and id not in out and id != self.case.opening and book.ours(id):
                cut = body.author in self.case.parties and self.case.forked(body.author)
                out[id] = "void" if body.author not in self.case.parties else "cut-off" if cut else "incomplete"
        return ["%s %s" % item for item in sorted(out.items())]

    def asked(self):
        """How the questions of the opening stand [PROC-23]."""
        said = {}
        for question in self.case.bodies[self.case.opening].questions if self.case.procedure.questions else []:
            said.setdefault(question, {})
        for step in self.walk.steps[1:]:
            flags = self.case.procedure.acts.get(self.case.bodies[step.id].act, []) if step.id != "lapse" else []
            if step.standing == "in-effect" and "answers" in flags:
                body = self.case.bodies[step.id]
                for question, status in body.answers:
                    if question in said:
                        said[question].pop(body.author, None)
                        said[question][body.author] = status
        for question, answers in said.items():
            last = "contested" if "contested" in answers.values() else (list(answers.values()) or ["open"])[-1]
            yield "%s %s" % (question, last)

    def found(self):
        """What the parties find on the questions, side by side [PROC-33] [PROC-34]."""
        procedure, words = self.case.procedure, {}
        for step in self.walk.steps[1:]:
            body = self.case.bodies.get(step.id)
            if body is None or step.standing != "in-effect" or "finds" not in procedure.acts.get(body.act, []):
                continue
            said = words.setdefault(body.act, {})
            for question, finding in body.findings:
                row = said.setdefault(question, [])
                if step.id not in [id for _, _, id in row]:
                    row.append((body.author, finding, step.id))
        for question in dict.fromkeys(self.case.bodies[self.case.opening].questions if procedure.questions else []):
            for act in procedure.acts:
                row = words.get(act, {}).get(question, [])
                if row:
                    last = {party: (finding, id) for party, finding, id in row}
                    may = {party for move in procedure.moves if move[1] == act for party in self.walk.book.roles[move[2]]}
                    common = len(may) > 1 and set(last) >= may and len({last[party][0] for party in may}) == 1
                    yield "found", "%s %s%s" % (question, act, " common" if common else "")
                    for party, finding, id in row:
                        yield "word", "%s %s %s%s" % (party, finding, id, "" if last[party][1] == id else " earlier")

    def lines(self):
        for step in self.walk.steps:
            flags = [word for word, is_so in (("settled", step.settled), ("confirmed", id(step) in self.sure)) if is_so]
            yield "entry", " ".join([step.id, str(step.date), step.before, step.after, step.standing] + flags)
        for line in self.aside():
            yield "aside", line
        walk = self.walk
        if walk.state is None:
            yield from [("stands", "-"), ("turn", "nobody"), ("since", "0"), ("until", "none")]
            yield from [("proof", "disputed" if self.disputed else "none"), ("ground", "-"), ("vouched", "-")]
            return
        yield from [("stands", walk.state), ("turn", self.turn()), ("since", str(walk.since)), ("until", self.until())]
        yield from [("proof", self.proof()), ("ground", self.ground(lambda step: step.settled)),
                    ("vouched", self.ground(lambda step: id(step) in self.sure))]
        for line in self.asked():
            yield "asked", line
        yield from self.found()


def check_fold(block):
    case = Case(block)
    equal(list(Judged(case).lines()), list(block.left), "where it stands")
    block.left = []


def folds(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_fold, bound=False)


def check_condition(block):
    """How a condition stands [PROC-30] to [PROC-32]."""
    words = block.take("condition").split()
    procedure, states, acts = words[0], words[1:words.index("before")], words[words.index("before") + 1:]
    named = block.take("names") if block.has("names") else None
    places = [(int(date), state) for date, state in (line.split() for line in block.take_all("place"))]
    held = named == procedure and places
    stands = "unnamed 0" if named is None else "unheld 0"
    if held:
        status, since = ("met" if places[0][1] in states else "ahead"), places[0][0]
        for date, state in places[1:]:
            if (state in states) != (status == "met"):
                status, since = ("met" if state in states else "broken"), date
        stands = "%s %d" % (status, since)
    for line in block.take_all("act"):
        date, name, standing, *mark = line.split()
        before = [state for at, state in places if at <= int(date)]
        unmet = held and name in acts and standing == "in-effect" and not (before and before[-1] in states)
        equal(mark, ["unmet"] if unmet else [], "unmet")
    equal(stands, block.take("stands"), "stands")
    block.text("case")
    block.end()


def conditions(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_condition, bound=False)


FILES = {"folds.txt": folds, "conditions.txt": conditions}
