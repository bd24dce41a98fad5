"""The text of the vectors: chapter 0.5. A file is blocks, a block is lines `name: value`."""

import json
import re

LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(?: (.+))?\Z")


class Different(Exception):
    """A value that was read is not the one that the vector states, or a vector is of no kind known here."""


class Block:
    """The lines of one case; each is taken by name, and none may be left over."""

    def __init__(self, lines):
        self.lines, self.left = list(lines), list(lines)

    def has(self, name):
        return any(line[0] == name for line in self.left)

    def take(self, name):
        """The value of the one line of this name."""
        values = self.take_all(name)
        if len(values) != 1:
            raise Different("%d lines %s where there is one" % (len(values), name))
        return values[0]

    def take_all(self, name):
        """The values of all lines of this name, in order."""
        values = [value for key, value in self.left if key == name]
        self.left = [line for line in self.left if line[0] != name]
        return values

    def next(self):
        """The name of the next line, or none."""
        return self.left[0][0] if self.left else None

    def take_next(self, name):
        """The value of the next line, which has this name."""
        if not self.left or self.left[0][0] != name:
            raise Different("the next line is not " + name)
        return self.left.pop(0)[1]

    def hex(self, name):
        value = self.take(name)
        try:
            return bytes.fromhex(value)
        except ValueError:
            raise Different("%s is not in hexadecimal" % name)

    def text(self, name):
        return unquote(self.take(name))

    def end(self):
        if self.left:
            raise Different("nothing is known of the line " + self.left[0][0])

    def label(self):
        return next((value for key, value in self.lines if key in ("name", "reason", "file")), self.lines[0][1])[:60]


def unquote(value):
    """A text in double quotes as in JSON; another value stands for itself."""
    return json.loads(value) if value.startswith('"') else value


def read(path):
    """The blocks of a file."""
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    if not text.endswith("\n") or "\r" in text:
        raise Different(path + " does not end its lines with LF")
    blocks, lines = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.startswith("#"):
            match = LINE.match(line)
            if not match:
                raise Different("%s:%d is no line `name: value`" % (path, number))
            lines.append((match.group(1), match.group(2) or ""))
        if not line and lines:
            blocks.append(Block(lines))
            lines = []
    if not blocks:
        raise Different(path + " holds no vector")
    return blocks


def equal(got, stated, what):
    if got != stated:
        raise Different("%s is %.70r, the vector says %.70r" % (what, got, stated))
