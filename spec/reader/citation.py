"""Human references: chapter 5.5 [FORM-14]."""

import re

import names
from refusal import require

CODE = r"[A-Z][A-Z0-9-]{0,15}"
REFERENCE = re.compile(r"(%s)/([A-Z0-9-]{1,32})/([0-9]{2})/([0-9]{4,6})/(%s)/([OACT])\Z" % (CODE, CODE), re.ASCII)


def read(value):
    """Its parts: regime, party, year, number, format, status."""
    match = REFERENCE.match(value)
    require(match, "%.60r is no reference" % value)
    regime, party, year, number, form, status = match.groups()
    names.check_name(party.lower())
    require(int(number) > 0 and number == "%04d" % int(number), "a number that is 0 or has zeros before it")
    return regime, party.lower(), int(year), int(number), form, status
