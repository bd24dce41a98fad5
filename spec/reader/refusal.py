"""Chapter 0.2: to refuse is to treat the bytes as if they had not come, and to say why."""


class Refused(Exception):
    """Bytes that a reader does not take; the message says why."""


def require(condition, why):
    """Refuses, for the reason why, unless the condition holds."""
    if not condition:
        raise Refused(why)
