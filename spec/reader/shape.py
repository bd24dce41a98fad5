"""Shapes of decoded items, chapter 1.2: each is a function that refuses a value of another shape.

Types are compared exactly, since in Python true is an integer as well.
"""

from refusal import Refused, require


def integer(value, what):
    """An int of the tables, never below 0; chapter 1.2."""
    require(type(value) is int, what + " is not an integer")
    require(value >= 0, what + " is below 0")


def signed(value, what):
    """An integer of 64 bits, which may be below 0."""
    require(type(value) is int, what + " is not an integer")
    require(-1 << 63 <= value < 1 << 63, what + " does not fit 64 bits")


def boolean(value, what):
    require(type(value) is bool, what + " is neither true nor false")


def text(value, what):
    require(type(value) is str, what + " is not a text string")


def octets(value, what):
    require(type(value) is bytes, what + " is not a byte string")


def exactly(length):
    def check(value, what):
        octets(value, what)
        require(len(value) == length, "%s has %d bytes, not %d" % (what, len(value), length))
    return check


def between(least, most):
    def check(value, what):
        octets(value, what)
        require(least <= len(value) <= most, "%s has %d bytes" % (what, len(value)))
    return check


digest = exactly(32)


def optional(shape):
    def check(value, what):
        if value is not None:
            shape(value, what)
    return check


def listing(shape, most=None, least=0):
    def check(value, what):
        require(type(value) is list, what + " is not an array")
        require(most is None or len(value) <= most, what + " has too many elements")
        require(len(value) >= least, what + " has too few elements")
        for item in value:
            shape(item, what)
    return check


def fields(*shapes):
    """An array of fixed shape; each argument is a pair of a name and a shape."""
    def check(value, what):
        require(type(value) is list, what + " is not an array")
        require(len(value) == len(shapes), what + " has an element too many or too few")
        for (name, shape), item in zip(shapes, value):
            shape(item, name)
    return check


def literal(expected):
    def check(value, what):
        if type(value) is not type(expected) or value != expected:
            raise Refused("%s is not %r" % (what, expected))
    return check
