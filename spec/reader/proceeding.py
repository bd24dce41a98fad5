"""A proceeding as one reader holds it: chapter 6, sections 6.2 and 6.8."""

import hashlib

EVERYWHERE = ["hold", "contest", "correct"]
SENT, RECEIVED, REFUSED, CLOCK = 1, 2, 3, 4
AHEAD = 64


class Procedure:
    """The parts of a procedure, by name."""

    def __init__(self, block):
        words = block.take("procedure").split()
        self.name, self.questions = words[0], after(words, "questions")
        self.roles = [line.split() for line in block.take_all("role")]
        self.acts = {line.split()[0]: line.split() for line in block.take_all("act")}
        self.states = {line.split()[0]: line.split() for line in block.take_all("state")}
        self.moves = [line.split() for line in block.take_all("move")]
        self.clocks = {line.split()[0]: line.split() for line in block.take_all("clock")}
        self.first = next(iter(self.states))
        self.forms, self.answers = {}, {}

    def rank(self, act):
        names = list(self.acts) + EVERYWHERE
        return names.index(act) if act in names else len(names)

    def awaits(self, state):
        words = self.states[state]
        return words[words.index("awaits") + 1:] if "awaits" in words else []


def after(words, word):
    return words[words.index(word) + 1] if word in words else None


def listed(words, word):
    value = after(words, word)
    return value.split(",") if value and value != "-" else []


class Body:
    """A message held."""

    def __init__(self, line):
        words = line.split()
        self.id, self.author, self.act = words[:3]
        rest = words[3:]
        self.to, self.names, self.elsewhere = listed(rest, "to"), listed(rest, "names"), "in" in rest
        self.seen, self.texts, self.corrects = listed(rest, "seen"), listed(rest, "texts"), after(rest, "corrects")
        self.void, self.form = "void" in rest, None
        self.times, self.parties, self.questions, self.answers, self.findings, self.joint = {}, {}, [], [], [], {}
        for place, word in enumerate(rest):
            if word == "field":
                self.times[rest[place + 1]] = int(rest[place + 2])
            elif word == "party":
                self.parties.setdefault(rest[place + 1], rest[place + 2] if place + 2 < len(rest) else "")
            elif word == "joint":
                self.joint.setdefault(rest[place + 1], []).append(rest[place + 2])
            elif word == "question":
                self.questions.append(rest[place + 1])
            elif word == "answer":
                self.answers.append((rest[place + 1], rest[place + 2]))
            elif word == "finding":
                self.findings.append((rest[place + 1], rest[place + 2]))


class Leaf:
    def __init__(self, volume, line):
        words = line.split()
        self.place = (volume, int(words[0]))
        self.kind, self.date = int(words[1]), int(words[2])
        self.mark, self.id = (words[3], words[4]) if self.kind != CLOCK else (None, None)


class Volume:
    def __init__(self, line):
        words = line.split()
        self.party, self.held = words[0], int(words[2])
        self.fork = int(after(words, "fork")) if "fork" in words else None
        self.cosigned, self.leaves = {}, []


class Case:
    """What a block says is held."""

    def __init__(self, block):
        block.take("case")
        self.procedure = Procedure(block)
        self.order = block.take("parties").split()
        self.now = int(block.take("now"))
        self.opening, nonce = block.take("opening").split()
        self.nonce = bytes.fromhex(nonce)
        self.bodies = {}
        for line in block.take_all("body"):
            body = Body(line)
            self.bodies[body.id] = body
        opening = self.bodies[self.opening]
        self.opener = opening.author
        self.parties = [party for party in self.order if party in opening.names]
        self.records = {party: [] for party in self.parties}
        while block.left and block.left[0][0] == "record":
            volume = Volume(block.take_next("record"))
            while block.left and block.left[0][0] == "cosigned":
                mirror, size = block.take_next("cosigned").split()
                volume.cosigned[mirror] = int(size)
            owner = self.records[volume.party]
            while block.left and block.left[0][0] == "leaf":
                volume.leaves.append(Leaf(len(owner), block.take_next("leaf")))
            owner.append(volume)

    def roles(self):
        """Who holds each role [PROC-3]."""
        held = {}
        for name, kind, *rest in self.procedure.roles:
            held[name] = {
                "opener": [self.opener],
                "others": [party for party in self.parties if party != self.opener],
                "all": self.parties,
                "named": [party for party in self.parties if party in rest],
                "field": [party for party in self.parties if kind == "field" and
                          party == self.bodies[self.opening].parties.get(rest[0])],
                "joint": [party for party in self.parties if party == self.opener or party in
                          self.bodies[self.opening].joint.get(rest[0] if rest else None, [])],
                "listed": [party for party in self.parties if party in
                           self.bodies[self.opening].joint.get(rest[0] if rest else None, [])],
            }[kind]
        return held

    def cosigned(self, party, volume):
        """How many leaves of a volume every other participant cosigned, those apart that forked their own [PROC-19]."""
        mirrors = [mirror for mirror in self.parties if mirror != party and not self.forked(mirror)]
        return min([volume.held] + [volume.cosigned.get(mirror, 0) for mirror in mirrors]) if mirrors else 0

    def counted(self, party, forks=True):
        """The leaves of a record that count [PROC-20]."""
        for volume in self.records[party]:
            limit = volume.held
            if forks and volume.fork is not None:
                limit = min(limit, max(volume.fork, self.cosigned(party, volume)))
            yield from (leaf for leaf in volume.leaves if leaf.place[1] < limit)

    def forked(self, party):
        return any(volume.fork is not None for volume in self.records[party])

    def mark(self, author, number):
        return hashlib.sha256(self.nonce + author.encode() + number.to_bytes(4, "big")).hexdigest()[:16]


class Named:
    """A leaf of a record and the act that it names."""

    def __init__(self, leaf, author, number, proper):
        self.place, self.date, self.id, self.sent = leaf.place, leaf.date, leaf.id, leaf.kind == SENT
        self.author, self.number, self.proper = author, number, proper


def named(case, party, forks):
    """The P-leaves of a record, and its other sent leaves [PROC-4] [PROC-5]."""
    follow, own, had, out = {}, -1, set(), []
    for leaf in case.counted(party, forks):
        if leaf.kind == CLOCK or leaf.kind > CLOCK:
            continue
        number = author = None
        for candidate in case.parties:
            first = 0 if candidate == case.opener else 1
            for k in range(first, max(follow.get(candidate, 0), 1) + AHEAD):
                if leaf.mark == case.mark(candidate, k):
                    author, number = candidate, k
        sent = leaf.kind == SENT
        proper = author is not None and sent == (author == party) and (case.opener in follow or number == 0)
        if proper:
            follow[author] = max(follow.get(author, 0), number + 1)
        if leaf.id in had or not proper and not sent:
            continue
        had.add(leaf.id)
        if sent and proper:
            proper, own = number > own, max(own, number)
        out.append(Named(leaf, party if sent else author, number, proper))
    return out
