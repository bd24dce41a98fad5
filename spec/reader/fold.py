"""The order of a proceeding's acts and their effect: chapter 6, sections 6.2 to 6.5. It follows the text, not speed."""

from proceeding import EVERYWHERE, named

MINUTE = 60000
END = (1 << 30, 0)


class Book:
    """What the records say, up to a place in each."""

    def __init__(self, case, forks, ends=None):
        self.case, self.forks = case, forks
        self.ends = ends or {party: END for party in case.parties}
        self.lines = {party: [item for item in named(case, party, forks) if item.place < self.ends[party]] for party in case.parties}
        self.sent = {item.id: item for party in case.parties for item in self.lines[party] if item.sent}
        self.roles = case.roles()
        self.find_hand()
        self.find_past()

    def ours(self, id):
        body = self.case.bodies.get(id)
        return body is not None and not body.elsewhere and (id == self.case.opening or not body.names)

    def void(self, id):
        """Void for everybody [PROC-7]."""
        item, body = self.sent[id], self.case.bodies.get(id)
        if not item.proper:
            return True
        if body is None:
            return False
        if body.void or body.author != item.author:
            return True
        if id == self.case.opening and item.number == 0:
            return False
        return not self.ours(id) or any(party not in body.to for party in self.case.parties if party != body.author)

    def lost(self, item):
        return self.forks and self.case.forked(item.author)

    def matches(self, item):
        """Whether the sent leaf of the act that a leaf names is held."""
        other = self.sent.get(item.id)
        return other is not None and other.author == item.author and (other.number == item.number or not other.proper)

    def find_hand(self):
        """How much of each record is in hand, and which acts count [PROC-6]."""
        self.hand, self.passed = {party: 0 for party in self.lines}, set()
        grown = True
        while grown:
            grown = False
            for party, line in self.lines.items():
                while self.hand[party] < len(line) and self.passable(line[self.hand[party]]):
                    item = line[self.hand[party]]
                    if item.sent:
                        self.passed.add(item.id)
                    self.hand[party] += 1
                    grown = True
        self.counts = {id for id in self.passed if not self.void(id)}

    def passable(self, item):
        if item.sent:
            return not item.proper or item.id in self.case.bodies
        if self.matches(item):
            return item.id in self.passed
        return self.lost(item)

    def find_past(self):
        """What stands before each act [PROC-8]."""
        self.past, left = {}, set(self.counts)
        while left:
            for id in sorted(left):
                item = self.sent[id]
                before = [other.id for other in self.lines[item.author] if other.place < item.place and other.id in self.counts
                          and (other.sent or self.matches(other))]
                if all(other in self.past for other in before):
                    self.past[id] = set(before).union(*(self.past[other] for other in before))
                    left.discard(id)

    def date_of(self, party, id):
        """The date of an act in a record; null where it does not stand there."""
        return next((item.date for item in self.lines[party] if item.id == id and (item.sent or self.matches(item))), None)

    def shows(self, party, id):
        return any(item.id == id and (item.sent or self.matches(item)) for item in self.lines[party][:self.hand[party]])

    def shows_time(self, party, time):
        """Whether a record has a leaf dated then or later, with what stands before it in hand [PROC-15]."""
        leaf = next((leaf for leaf in self.case.counted(party, self.forks) if leaf.date >= time), None)
        if leaf is None or leaf.place >= self.ends[party]:
            return False
        line, hand = self.lines[party], self.hand[party]
        return hand == len(line) or line[hand].place >= leaf.place


class Step:
    def __init__(self, id, date, before, after, standing, mover, absent=()):
        self.id, self.date, self.before, self.after, self.standing = id, date, before, after, standing
        self.mover, self.absent, self.open, self.rule, self.settled = mover, absent, False, False, False

    def key(self):
        return self.id, self.date, self.before, self.after, self.standing

    def moves(self):
        return self.mover or self.id == "lapse"


class Walk:
    """The fixed order [PROC-9] with its effects and lapses."""

    def __init__(self, book):
        self.book, self.case, self.procedure = book, book.case, book.case.procedure
        self.steps, self.taken, self.state, self.led, self.lapsed = [], set(), None, None, None
        opening = self.case.opening
        if opening not in book.counts or book.sent[opening].number != 0:
            return
        date = book.sent[opening].date
        self.steps.append(Step(opening, date, "-", self.procedure.first, "in-effect", True))
        self.taken.add(opening)
        self.base = None
        self.enter(self.procedure.first, opening, date)
        while self.advance():
            pass

    def movers(self, state):
        return {party for move in self.procedure.moves if move[0] == state for party in self.book.roles[move[2]]}

    def enter(self, state, start, since):
        self.state, self.start, self.since = state, start, since
        self.done, self.served = {}, set()
        self.find_deadline()

    def find_deadline(self):
        """T [PROC-16]: null without a deadline, False while it is not known."""
        clock, self.deadline = self.procedure.clocks.get(self.state), None
        if clock is None:
            return
        if clock[1] == "field":
            time = self.case.bodies[self.start].times.get(clock[2])
            if time is not None and (self.base is None or time > self.base):
                self.deadline = time
        elif self.base is not None:
            self.deadline = self.base + int(clock[2]) * MINUTE
        else:
            dates = [self.book.date_of(party, self.start) for party in self.movers(self.state)]
            if dates:
                self.deadline = False if None in dates else max(dates) + int(clock[2]) * MINUTE

    def dated(self):
        return self.deadline is not None and self.deadline is not False

    def late(self, id):
        return self.dated() and self.book.sent[id].date >= self.deadline

    def advance(self):
        """Takes the next act or lapse; false when there is none."""
        ready = [id for id in self.book.counts - self.taken if not self.late(id) and
                 all(other in self.taken or self.late(other) for other in self.book.past[id])]
        if ready:
            bodies = self.case.bodies
            self.take(min(ready, key=lambda id: (self.procedure.rank(bodies[id].act), self.case.parties.index(bodies[id].author))))
            return True
        if not self.dated():
            return False
        movers = self.movers(self.state)
        if self.case.now >= self.deadline or movers and all(self.book.shows_time(party, self.deadline) for party in movers):
            self.lapse(movers)
            return True
        return False

    def lapse(self, movers):
        clock, time = self.procedure.clocks[self.state], self.deadline
        absent = []
        if "silence" in clock:
            for party in movers - self.served:
                date = self.book.date_of(party, self.start)
                if date is None or date >= time:
                    absent.append(party)
        to = self.state if absent else clock[-1]
        self.steps.append(Step("lapse", time, self.state, to, "crossed" if absent else "in-effect", False, absent))
        self.led = self.lapsed = self.steps[-1]
        if absent:
            self.deadline = None
        else:
            self.base = time
            self.enter(to, self.start, time)

    def move_of(self, state, body):
        return next((move for move in self.procedure.moves
                     if move[0] == state and move[1] == body.act and body.author in self.book.roles[move[2]]), None)

    def sight(self, id):
        """What the officer of an act had seen of its past: acts that it names, and what stands before these [PROC-11]."""
        past = self.book.past[id]
        sight = set()
        for seen in self.case.bodies[id].seen:
            if seen in past:
                sight |= self.book.past[seen] | {seen}
        return sight

    def covered(self, id):
        """Whether what the officer saw covers the past of an act [PROC-11]."""
        return self.book.past[id] <= self.sight(id)

    def take(self, id):
        body, before = self.case.bodies[id], self.state
        item = self.book.sent[id]
        self.taken.add(id)
        step = Step(id, item.date, before, before, "in-effect", False)
        self.steps.append(step)
        step.open = self.deadline is False
        misfit = body.form not in (None, self.procedure.forms.get(body.act, "text" if body.act in EVERYWHERE else None))
        if body.act in EVERYWHERE:
            if misfit or body.act == "correct" and not self.corrects(body, item):
                step.standing = "crossed"
            return
        step.mover = body.author in self.movers(before)
        move = self.move_of(before, body)
        flags = self.procedure.acts.get(body.act, [])
        if misfit:
            step.standing = "crossed"
        elif move is None:
            late = self.lapsed and item.date >= self.lapsed.date and self.move_of(self.lapsed.before, body)
            step.standing = "late" if late and flags else "crossed"
        elif "agrees" in flags and not body.texts:
            step.standing = "crossed"
        elif "strict" in flags and not self.covered(id) or "agrees" in flags and self.start not in self.sight(id):
            step.standing = "unsighted"
        else:
            self.effect(step, body, move, flags)

    def corrects(self, body, item):
        target = self.book.sent.get(body.corrects)
        return target is not None and target.id in self.book.counts and target.author == item.author and target.place < item.place

    def effect(self, step, body, move, flags):
        """What a move does [PROC-12] [PROC-18]."""
        if move[3] == "all":
            done, texts = self.done.setdefault(tuple(move), {}), frozenset(body.texts)
            if done.get(body.author) == texts:
                step.standing = "crossed"
                return
            done[body.author] = texts
            if set(done) != set(self.book.roles[move[2]]) or len(set(done.values())) > 1:
                return
        step.after = move[4]
        if "certifies" in flags:
            field = flags[flags.index("certifies") + 1]
            self.served.add(body.parties.get(field))
            if step.after == step.before:
                return
        if "stays" in flags:
            return
        step.rule = "by-rule" in flags
        self.led = None
        if "keeps" in flags:  # [PROC-35]
            self.enter(step.after, self.start, step.date)
            return
        self.base = None
        self.enter(step.after, step.id, step.date)
