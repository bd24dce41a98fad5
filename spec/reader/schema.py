"""Tables of keys: chapters 2.4 and 2.8. A check takes a value and what it is called, and refuses."""

import re

import names
from refusal import require

HEX_64 = re.compile(r"[0-9a-f]{64}\Z")


def number(least, most):
    """[CHR-5]"""
    def check(value, what):
        require(type(value) is int and least <= value <= most, "%s is no number of %d to %d" % (what, least, most))
    return check


def truth(value, what):
    require(type(value) is bool, what + " is neither true nor false")


def any_string(value, what):
    require(type(value) is str, what + " is no string")


def string(most):
    """A string of 1 to most bytes [CHR-4]."""
    def check(value, what):
        any_string(value, what)
        require(1 <= len(value.encode("utf-8")) <= most, "%s is empty or too long" % what)
        require(value.strip(names.WHITE_SPACE) == value, "%s begins or ends with white space" % what)
    return check


def literal(expected):
    def check(value, what):
        require(type(value) is str and value == expected, "%s is not %s" % (what, expected))
    return check


def name(value, what):
    any_string(value, what)
    names.check_name(value)


def hex_64(value, what):
    require(type(value) is str and HEX_64.match(value), what + " is not 64 lower-case hexadecimal digits")


def listing(check, least, most, distinct=False):
    def check_list(value, what):
        require(type(value) is list and least <= len(value) <= most, what + " is no list, or too short or too long")
        for item in value:
            check(item, what)
        require(not distinct or len(set(value)) == len(value), "in %s one stands twice" % what)
    return check_list


def by_language(languages, check):
    """A map by language, in ascending order of their bytes [CHR-7], [CHR-12]."""
    def check_map(value, what):
        require(type(value) is dict and list(value) == languages, what + " has other languages than the title")
        for item in value.values():
            check(item, what)
    return check_map


def table(*rows):
    """A map with these keys in this order; a row whose name ends in ? may be missing [CHR-6]."""
    def check(value, what):
        require(type(value) is dict, what + " is no map")
        expected = [key.rstrip("?") for key, _ in rows if not key.endswith("?") or key[:-1] in value]
        require(list(value) == expected, "%s has the keys %s, not %s" % (what, list(value), expected))
        for key, check_value in rows:
            if key.rstrip("?") in value:
                check_value(value[key.rstrip("?")], key.rstrip("?"))
    return check
