"""Names, lines, languages and times: chapter 2.3 [CHR-4], [CHR-8], chapter 1.3 [WIRE-15], chapter 0.3."""

import datetime
import re

from refusal import require

WORDS = {"no", "yes", "on", "off", "true", "false", "null", "y", "n"}
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?\Z")
NUMBER = re.compile(r"[0-9][0-9a-fxo-]*\Z")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\Z", re.ASCII)
FORBIDDEN = re.compile("[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
NO_CHARACTERS = re.compile("[\ufffe\uffff]")
WHITE_SPACE = ("\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
               "\u2028\u2029\u202f\u205f\u3000")
YEAR_2020 = 1577836800000
LAST_TIME = (1 << 48) - 1


def check_name(name):
    require(NAME.match(name), "%r is no name" % name)
    require(name not in WORDS and not NUMBER.match(name), "%r reads as a truth value or a number" % name)


def check_line(value, what, limit):
    """A text of one line, at most limit bytes of UTF-8."""
    require(len(value.encode("utf-8")) <= limit, what + " is too long")
    require(not FORBIDDEN.search(value), what + " holds a character that it may not")


def check_language(tag):
    require(len(tag) <= 35 and LANGUAGE.match(tag), "%r is no language tag" % tag)


def check_time(time, what):
    require(YEAR_2020 <= time <= LAST_TIME, what + " is before 2020 or too late")


def time_text(time):
    """RFC 3339 in UTC with three decimals; chapter 0.3."""
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=time)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (time % 1000)


def parse_time(value):
    require(TIME.match(value), "%r is no time" % value)
    try:
        moment = datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError:
        require(False, "%r is no time" % value)
    return (moment - datetime.datetime(1970, 1, 1)) // datetime.timedelta(milliseconds=1)
