"""The encoding: chapters 0.4 and 1.2, a part of RFC 8949 in which each value has one encoding.

Values are int, bytes, str, bool, None and lists of them. The one map, the header of a signature, is read in message.py.
"""

from refusal import Refused, require

DEEPEST = 8
SIMPLE = {0xF4: False, 0xF5: True, 0xF6: None}


def read_head(octets, at):
    """Major type, argument and the place behind a head of types 0 to 4."""
    require(at < len(octets), "a byte before the end is missing")
    major, low = octets[at] >> 5, octets[at] & 31
    if low < 24:
        return major, low, at + 1
    require(low < 28, "an indefinite length, or a head that does not occur")
    width = 1 << low - 24
    end = at + 1 + width
    require(end <= len(octets), "a byte before the end is missing")
    argument = int.from_bytes(octets[at + 1:end], "big")
    require(argument >= (24 if width == 1 else 1 << 4 * width), "an integer or a length is not the shortest")
    return major, argument, end


def read_item(octets, at, depth):
    require(at < len(octets), "a byte before the end is missing")
    if octets[at] in SIMPLE:
        return SIMPLE[octets[at]], at + 1
    major, argument, at = read_head(octets, at)
    if major == 0:
        return argument, at
    if major == 1:
        return -1 - argument, at
    if major in (2, 3):
        return read_string(octets, at, argument, major == 3)
    require(major == 4, "a map, a tag, a floating-point number or another simple value")
    require(depth < DEEPEST, "nested too deep")
    require(argument <= len(octets) - at, "an array longer than the bytes that are left")
    items = []
    for _ in range(argument):
        item, at = read_item(octets, at, depth + 1)
        items.append(item)
    return items, at


def read_string(octets, at, length, is_text):
    require(length <= len(octets) - at, "a string longer than the bytes that are left")
    value = octets[at:at + length]
    if is_text:
        try:
            value = value.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("a text string is not UTF-8")
    return value, at + length


def decode(octets, limit):
    """The one item that the bytes encode; refuses more bytes than limit before it looks at them."""
    require(len(octets) <= limit, "longer than %d bytes" % limit)
    value, end = read_item(octets, 0, 0)
    require(end == len(octets), "a byte after the end")
    require(encode(value) == octets, "not the one encoding of its value")
    return value


def head(major, argument):
    if argument < 24:
        return bytes([major << 5 | argument])
    for low, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << 8 * width:
            return bytes([major << 5 | low]) + argument.to_bytes(width, "big")
    raise ValueError("an argument of more than 64 bits")


def encode(value):
    if value is None or isinstance(value, bool):
        return {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value]
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        octets = value.encode("utf-8")
        return head(3, len(octets)) + octets
    return head(4, len(value)) + b"".join(encode(item) for item in value)
