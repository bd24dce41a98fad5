"""The vectors of chapter 8, in the order of its section 8.7."""

import hashlib
import hmac

import ed25519
import noise
from noise import x25519
from refusal import Refused, require
from vectors import Different, equal

P = 2**255 - 19
PROLOGUE = b"parley narrow 1"
MOST = 16384
BASE = (9).to_bytes(32, "little")


def derived(secret, info, length):
    """HKDF-SHA256 with no salt; no value here is longer than a hash."""
    key = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(key, b"parley narrow 1 " + info + b"\x01", hashlib.sha256).digest()[:length]


class End:
    def __init__(self, seed):
        digest = hashlib.sha512(seed).digest()
        self.private = digest[:32]
        self.public = x25519(self.private, BASE)


def montgomery(link):
    """The u-coordinate of the point of a link key: (1 + y) / (1 - y)."""
    y = int.from_bytes(link, "little") & (1 << 255) - 1
    return ((1 + y) * pow(1 - y, P - 2, P) % P).to_bytes(32, "little")


def varint(octets):
    value, shift = 0, 0
    for i, octet in enumerate(octets[:10]):
        value |= (octet & 127) << shift
        shift += 7
        if octet < 128:
            require(value < 1 << 64 and (octet or not i), "a varint that is too long")
            return value, octets[i + 1:]
    raise Refused("a varint without an end")


def read_frames(octets, expected):
    while octets:
        zigzag, octets = varint(octets)
        difference = zigzag >> 1 ^ -(zigzag & 1)
        length, octets = varint(octets)
        last = length == 0
        length = length or len(octets)
        require(0 < length <= min(MOST, len(octets)) and (last or length < len(octets)), "a length that cannot be")
        number = (expected + difference) % 2**64
        yield number, octets[:length]
        octets, expected = octets[length:], number + 1


def take_frames(block):
    """The lines `frame` that follow."""
    out = []
    while block.left and block.left[0][0] == "frame":
        number, octets = block.take_next("frame").split(" ")
        out.append((int(number), bytes.fromhex(octets)))
    return out


def two(block, name):
    try:
        first, second = block.take(name).split(" ")
        return bytes.fromhex(first), bytes.fromhex(second)
    except ValueError:
        raise Different(name + " is not two values")


class Line:
    """What the two ends of a block know."""

    def __init__(self, block):
        seed, public = two(block, "beginner")
        self.beginner = End(seed)
        equal(self.beginner.public, public, "the beginner's key")
        other, public = two(block, "answerer")
        self.answerer = End(other)
        equal(self.answerer.public, public, "the answerer's key")
        for seed, end in ((seed, self.beginner), (other, self.answerer)):
            equal(montgomery(ed25519.public_key(seed)), end.public, "the key of the public half")
        self.secret, id = two(block, "secret")
        self.id, self.psk, self.mac = (derived(self.secret, info, n) for info, n in ((b"id", 4), (b"psk", 32), (b"mac", 32)))
        equal(self.id, id, "the id of the secret")

    def sum(self, octets):
        return hmac.new(self.mac, octets, hashlib.sha256).digest()[:8]

    def checked(self, packet):
        """A packet without its MAC."""
        require(hmac.compare_digest(self.sum(packet[:-8]), packet[-8:]), "a MAC that is not right")
        return packet[:-8]

    def handshake(self, beginner, head):
        own, other = (self.beginner, self.answerer) if beginner else (self.answerer, self.beginner)
        return noise.Handshake(beginner, own.private, other.public, self.psk, PROLOGUE + head)

    def read_beginning(self, packet):
        """The handshake of the answerer after it, the counter, and the payload."""
        require(len(packet) >= 13 + 48 + 8 and packet[0] == 1 and packet[1:5] == self.id, "no beginning with this secret")
        body = self.checked(packet)
        state = self.handshake(False, body[:13])
        return state, int.from_bytes(body[5:11], "big"), state.read(True, body[13:])


def associations(blocks, tally, known):
    known["line"] = blocks[0]
    for block in blocks:
        tally.accept(block, check_association)


def check_association(block):
    block.take("name")
    line = Line(block)
    ephemerals = two(block, "ephemeral")
    equal([len(scalar) for scalar in ephemerals], [32, 32], "the lengths of the scalars")
    counter = int(block.take("counter"))
    beginning = bytes.fromhex(block.take_next("beginning"))
    answering, stated, payload = line.read_beginning(beginning)
    equal(stated, counter, "the counter")
    equal(list(read_frames(payload, 0)), take_frames(block), "the frames of the beginning")
    begun = line.handshake(True, beginning[:13])
    equal(beginning, sealed(line, beginning[:13] + begun.write(True, ephemerals[0], payload)), "the beginning written again")
    answer = bytes.fromhex(block.take_next("answer"))
    require(answer[0] == 2 and answer[1:3] == beginning[11:13], "no answer to this beginning")
    payload = begun.read(False, line.checked(answer)[3:])
    equal(list(read_frames(payload[2:], 0)), take_frames(block), "the frames of the answer")
    equal(answer, sealed(line, answer[:3] + answering.write(False, ephemerals[1], payload)), "the answer written again")
    keys = begun.split()
    equal(answering.split(), keys, "the keys of the answerer")
    check_data(block, dict(zip(("to-answerer", "to-beginner"), zip(keys, (payload[:2], beginning[11:13])))))
    block.end()


def sealed(line, octets):
    return octets + line.sum(octets)


def check_data(block, ways):
    while block.left:
        way, counter, packet = block.take_next("data").split(" ")
        if way not in ways:
            raise Different("no such way as " + way)
        (key, number), counter, packet = ways[way], int(counter), bytes.fromhex(packet)
        require(packet[0] == 3 and packet[1:3] == number and int.from_bytes(packet[3:5], "big") == counter % 65536, "the head")
        payload = noise.unseal(key, counter, packet[:5], packet[5:])
        equal(list(read_frames(payload, counter)), take_frames(block), "the frames of a data packet")


def bad_packets(blocks, tally, known):
    def check(block):
        block.take("reason")
        after = block.has("after") and block.take("after")
        packet = block.hex("packet")
        block.end()
        first = type(known["line"])(known["line"].lines)
        line = Line(first)
        if not after:
            line.read_beginning(packet)
            return
        state, _, _ = line.read_beginning(first.hex("beginning"))
        number, ephemeral = b"\x03\x04", two(first, "ephemeral")[1]
        state.write(False, ephemeral, number)
        require(len(packet) >= 5 + 16 and packet[:1] == b"\x03" and packet[1:3] == number, "no packet of this association")
        noise.unseal(state.split()[0], int.from_bytes(packet[3:5], "big"), packet[:5], packet[5:])

    for block in blocks:
        tally.refuse(block, check)


def frames(blocks, tally, known):
    for block in blocks:
        tally.accept(block, check_frames, free=("expected",) if not block.has("frame") else ())


def check_frames(block):
    expected, payload = int(block.take("expected")), block.hex("payload")
    equal(list(read_frames(payload, expected)), take_frames(block), "frames")
    block.end()


def bad_frames(blocks, tally, known):
    for block in blocks:
        tally.refuse(block, check_bad_frames)


def check_bad_frames(block):
    block.take("reason")
    list(read_frames(block.hex("payload"), int(block.take("expected"))))


FILES = {"associations.txt": associations, "bad-packets.txt": bad_packets, "frames.txt": frames, "bad-frames.txt": bad_frames}
