"""Counts vectors: a good one is read with the values it states, a bad one is refused."""

import traceback

import changes
from refusal import Refused
from vectors import Block, Different


class Tally:
    """When changing, each good vector is also tried with each of its lines changed, which no check may pass."""

    def __init__(self, changing=False):
        self.changing = changing
        self.good = self.refused = 0
        self.failures = []

    def accept(self, block, check, label=None, bound=True, free=()):
        """Bound: no line of the block can change without being noticed, but those with a name in free."""
        try:
            check(Block(block.lines))
        except Exception as error:
            self.fail(label or block.label(), error)
            return
        self.good += 1
        if self.changing and bound:
            self.try_changes(block, check, label or block.label(), free)

    def refuse(self, block, check, label=None):
        try:
            check(Block(block.lines))
        except Refused:
            self.refused += 1
        except Exception as error:
            self.fail(label or block.label(), error)
        else:
            self.failures.append("%s: accepted" % (label or block.label()))

    def try_changes(self, block, check, label, free):
        for name, changed in changes.of(block, free):
            try:
                check(changed)
            except (Refused, Different):
                self.refused += 1
            except Exception as error:
                self.fail("%s with another %s" % (label, name), error)
            else:
                self.failures.append("%s: accepted with another %s" % (label, name))

    def fail(self, label, error):
        if isinstance(error, (Refused, Different)):
            self.failures.append("%s: %s" % (label, error))
        else:
            trace = traceback.format_exception(type(error), error, error.__traceback__)
            self.failures.append("%s: %s" % (label, "".join(trace)))
