"""Chapter 10, with the vectors of its section 10.10. Sines are taken to 40 digits, so that the nearest whole number is sure."""

from decimal import ROUND_HALF_EVEN, Decimal, getcontext
from functools import lru_cache
from math import isqrt

from vectors import Different, equal

getcontext().prec = 50
R = 637_100_880
QUARTER = 9_000_000
PI = Decimal("3.14159265358979323846264338327950288419716939937510")
OPEN = 1 << 70


def sine(x):
    total = term = x
    k = 2
    while abs(term) > Decimal(10) ** -45:
        term = -term * x * x / (k * (k + 1))
        total += term
        k += 2
    return total


def nearest(x):
    return int(x.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


@lru_cache(maxsize=None)
def s(n):
    if n < 0:
        return -s(-n)
    if n > QUARTER:
        return s(2 * QUARTER - n)
    return nearest(sine(PI * n / (2 * QUARTER)) * 2**31)


def c(n):
    return s(QUARTER - abs(n))


def r(n):
    return n + 2**30 >> 31


@lru_cache(maxsize=None)
def chord(u):
    """[OVL-4]"""
    return nearest(sine(Decimal(25 * u) / R) * 2 * R) if u <= 40_030_228 else 2 * R + 8


def vector(lat, lon):
    """[OVL-1]"""
    return r(R * r(c(lat) * c(lon))), r(R * r(c(lat) * s(lon))), r(R * s(lat))


def dot(a, b):
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a, b):
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def turn(a, b, p):
    return dot(cross(a, b), p)


def beside(a, b, p):
    return dot(a, a) * dot(b, p) >= dot(a, p) * dot(a, b) and dot(b, b) * dot(a, p) >= dot(b, p) * dot(a, b)


def squared(a, p):
    d = a[0] - p[0], a[1] - p[1], a[2] - p[2]
    return dot(d, d)


def from_edge(a, b, p):
    """[OVL-5]"""
    if not beside(a, b, p):
        return min(squared(a, p), squared(b, p))
    n = cross(a, b)
    h = min(R, abs(dot(n, p)) // isqrt(dot(n, n)))
    t = h * h // (R + isqrt(R * R - h * h))
    return h * h + t * t


class Area:
    """[OVL-2] [OVL-3]"""

    def __init__(self, text):
        words = text.split(" ")
        kind, points, self.reach = words[0], [], 0
        for i, word in enumerate(words[1:], 1):
            if "," in word:
                points.append(tuple(int(Decimal(part).scaleb(5)) for part in word.split(",")))
            elif word in ("radius", "width"):
                self.reach = int(words[i + 1]) * (2 if word == "radius" else 1)
        if kind == "cell":
            points = cell(*points[0], *points[1])
        self.ring = kind in ("cell", "polygon")
        self.core = []
        for point in points:
            v = vector(*point)
            if self.core[-1:] != [v]:
                self.core.append(v)
        if self.ring:
            if self.core[0] == self.core[-1]:
                self.core.pop()
            self.begin()
        if any(cross(a, b) == (0, 0, 0) for a, b in self.edges()):
            raise Different("an edge between opposite ends")

    def begin(self):
        for i, v in enumerate(self.core):
            turned = self.core[i:] + self.core[:i]
            if not any(turn(a, b, v) == 0 and beside(a, b, v) for a, b in zip(turned[1:], turned[2:])):
                self.core = turned
                return
        raise Different("a ring that begins nowhere")

    def edges(self):
        return list(zip(self.core, self.core[1:])) + ([(self.core[-1], self.core[0])] if self.ring else [])

    def holds(self, p):
        """[OVL-6]"""
        v, second, last = self.core[0], self.core[1], self.core[-1]
        q = second if cross(p, v) == (0, 0, 0) else p

        def left(w):
            return turn(q, v, w) >= 0

        both = [left(second), not left(last)]
        inside = all(both) if turn(last, v, second) > 0 else any(both)
        for a, b in zip(self.core[1:], self.core[2:]):
            if left(a) != left(b):
                of_p, of_v = turn(a, b, p), turn(a, b, v)
                if left(a) and of_p < 0 < of_v or left(b) and of_v < 0 < of_p:
                    inside = not inside
        return inside


def cell(south, west, north, east):
    if east < west:
        east += 36_000_000
    side = [west] + list(range((west // 100_000 + 1) * 100_000, east, 100_000)) + [east]
    lons = [(lon + 18_000_000) % 36_000_000 - 18_000_000 for lon in side]
    return [(south, lon) for lon in lons] + [(north, lon) for lon in reversed(lons)]


def crossing(a, b, p, q):
    turns = -turn(a, b, p), turn(a, b, q), -turn(p, q, b), turn(p, q, a)
    return all(x > 0 for x in turns) or all(x < 0 for x in turns)


def between(one, other):
    """The square of the distance of two cores [OVL-6]."""
    if any(crossing(*e, *f) for e in one.edges() for f in other.edges()):
        return 0
    least = min([squared(a, b) for a in one.core for b in other.core]
                + [from_edge(*e, p) for e in one.edges() for p in other.core]
                + [from_edge(*e, p) for e in other.edges() for p in one.core])
    if least == 0 or one.ring and one.holds(other.core[0]) or other.ring and other.holds(one.core[0]):
        return 0
    return least


def metres(one, other, most):
    """[OVL-7]; most + 1 stands for all that is more."""
    square, low, high = between(one, other), 0, most + 1
    while low < high:
        middle = (low + high) // 2
        if square <= chord(one.reach + other.reach + 2 * middle) ** 2:
            high = middle
        else:
            low = middle + 1
    return low


def span(text):
    first, last = text.split(" ")
    return -OPEN if first == "open" else int(first), OPEN if last == "open" else int(last)


def written(first, last):
    return "%s %s" % ("open" if first == -OPEN else first, "open" if last == OPEN else last)


def shared(one, other):
    return max(one[0], other[0]), min(one[1], other[1])


def check_pair(block):
    block.take("name")
    margins = [int(n) for n in block.take("margins").split(" ")]
    areas = [Area(text) for text in block.take_all("area")]
    heights, times = ([span(text) for text in block.take_all(name)] for name in ("height", "time"))
    height, time = shared(*heights), shared(*times)
    apart = [0, max(0, height[0] - height[1]), max(0, time[0] - time[1])]
    if apart[1] <= margins[1] and apart[2] <= margins[2]:
        apart[0] = metres(*areas, margins[0])
    if any(n > most for n, most in zip(apart, margins)):
        equal("beyond", block.take("apart"), "apart")
    else:
        equal(" ".join(map(str, apart)), block.take("apart"), "apart")
        equal(written(*time), block.take("shared"), "shared")
    block.end()


def check_point(block):
    if block.has("half-metres"):
        equal(str(chord(int(block.take("half-metres")))), block.take("chord"), "chord")
    else:
        lat, lon = block.take("point").split(" ")
        equal("%d %d %d" % vector(int(lat), int(lon)), block.take("vector"), "vector")
    block.end()


def points(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_point, free=("point", "half-metres"))


def pairs(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_pair, free=("name", "margins", "area", "height", "time"))


class Notice:
    """What messages in the order of their places come to [OVL-13]."""

    def __init__(self, messages):
        self.party, self.first, self.last = messages[0]["party"], messages[0]["id"], messages[-1]["id"]
        self.clear()
        for message in messages:
            if message["ends"]:
                self.clear()
                continue
            if "areas" in message:
                self.areas, self.unfit, self.form = message["areas"], message["unfit"], message["form"]
            self.height = message.get("height", self.height)
            self.time = message.get("time", self.time)

    def clear(self):
        self.areas, self.unfit, self.form, self.height, self.time = [], 0, "", (-OPEN, OPEN), (-OPEN, OPEN)

    def stands(self):
        return bool(self.areas) or self.unfit > 0

    def name(self):
        return "%s %d" % (self.party, self.first)

    def near(self, other, margins):
        """[OVL-15]"""
        forms = {self.form, other.form}
        if self.party == other.party or forms not in ({"activity"}, {"activity", "launch"}) or not (self.areas and other.areas):
            return None
        height, time = shared(self.height, other.height), shared(self.time, other.time)
        apart = [0, max(0, height[0] - height[1]), max(0, time[0] - time[1])]
        if apart[1] > margins[1] or apart[2] > margins[2]:
            return None
        apart[0] = min(metres(one, two, margins[0]) for one in self.areas for two in other.areas)
        return None if apart[0] > margins[0] else "%s %s" % (" ".join(map(str, apart)), written(*time))


def message_of(block):
    number, party, place, form = block.take_next("message").split(" ")
    message = {"id": int(number), "party": party, "place": int(place), "form": form, "ends": False}
    message["on"] = int(block.take_next("on")) if block.next() == "on" else message["id"]
    if block.next() == "ends":
        message["ends"] = block.take_next("ends") == "true"
        return message
    if block.next() == "areas":
        count = int(block.take_next("areas"))
        message["areas"] = [Area(block.take_next("area")) for _ in range(count)]
        message["unfit"] = int(block.take_next("unfit"))
    for key in ("height", "time"):
        if block.next() == key:
            message[key] = span(block.take_next(key))
    return message


def tied(messages):
    """Groups of messages that are one notice [OVL-12]."""
    groups = []
    for message in messages:
        ends = {(message["party"], message["id"]), (message["party"], message["on"])}
        joined = [group for group in groups if group[0] & ends]
        groups = [group for group in groups if not group[0] & ends]
        groups.append((ends.union(*(group[0] for group in joined)), [message] + [m for group in joined for m in group[1]]))
    return [sorted(group[1], key=lambda m: m["place"]) for group in groups]


def check_story(block):
    block.take_next("name")
    margins = [int(n) for n in block.take_next("margins").split(" ")]
    messages = []
    while block.next() == "message":
        messages.append(message_of(block))
    notices = [notice for notice in map(Notice, tied(messages)) if notice.stands()]
    equal(sorted("%s %d %s" % (n.name(), n.last, n.form) for n in notices), sorted(block.take_all("stands")), "stands")
    apart = [(one, two, one.near(two, margins)) for one in notices for two in notices if one.party < two.party]
    equal(sorted("%s %s %s" % (a.name(), b.name(), near) for a, b, near in apart if near), sorted(block.take_all("apart")), "apart")
    block.end()


def check_height(block):
    """[OVL-14]"""
    n, by = int(block.take("units")), 10 ** int(block.take("decimals"))
    n, by = (100 * n, by) if block.take("unit") == "m" else (3048 * n, 100 * by)
    equal(str(n // by), block.take("floor"), "floor")
    equal(str(-(-n // by)), block.take("ceiling"), "ceiling")
    block.end()


def check_sight(block):
    """[OVL-16]"""
    sides = []
    for line in block.take_all("side"):
        party, date, held, *had = line.split(" ")
        sides.append((int(date), party, held == "true", [word == "true" for word in had]))
    sure = [side for side in sides if side[2] and side[3][-1]]
    if sure:
        later = sure[0]
    elif all(side[2] for side in sides):
        later = max(sides)
    else:
        equal("unknown", block.take("later"), "later")
        return block.end()
    had = max((i for i, h in enumerate(later[3]) if h), default=-1)
    equal("%s %d %s" % (later[1], had, "true" if sure else "false"), block.take("later"), "later")
    block.end()


def notices(blocks, tally, known):
    for block in blocks:
        check = check_story if block.has("margins") else check_height if block.has("units") else check_sight
        tally.accept(block, check, free=("name", "margins", "message", "on", "areas", "area", "unfit", "height", "time", "ends", "units", "decimals", "unit", "side"))


FILES = {"points.txt": points, "pairs.txt": pairs, "notices.txt": notices}
