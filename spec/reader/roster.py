"""The roster that acts make: chapter 7.5."""

import hashlib

import officerkey
import rosteract
from refusal import require

ADMINISTER = 16


class Roster:
    """Officers and keys are dicts by id; a key is out or not, and compromised since a time or None."""

    def __init__(self, party, charter, root, reserved):
        self.party, self.charter, self.root = party, charter, officerkey.from_values([1, root, None])
        self.reserved = set(reserved) | {hashlib.sha256(root).digest()}
        self.number, self.time, self.quorum = 0, 0, 2
        self.officers, self.keys = {}, {}

    def take(self, act):
        """[OFF-17], [OFF-21]; after a refusal the roster is of no use."""
        require((act["party"], act["charter"]) == (self.party, self.charter), "of another party or charter")
        require(act["number"] > self.number and act["time"] >= self.time, "no higher number, or an earlier time")
        by_root = self.authority(act)
        for entry in act["entries"]:
            getattr(self, DOES[entry["kind"]])(entry, by_root)
        self.number, self.time = act["number"], act["time"]

    def authority(self, act):
        """Whether the root has signed; refuses where not enough administrators have, or anybody else has [OFF-18]."""
        own = {key["id"] for key in rosteract.added(act)}
        by_root, administrators = False, set()
        for kid in act["signed"]:
            if kid in own:
                continue
            if kid == self.root["id"]:
                rosteract.verify(act, self.root)
                by_root = True
                continue
            held = self.keys.get(kid)
            require(held and not held["out"], "signed by a key that is not in force")
            officer = self.officers[held["officer"]]
            require(administers(officer["posts"]) and valid_at(officer, act["time"]), "signed by no administrator in force")
            rosteract.verify(act, held["key"])
            administrators.add(held["officer"])
        require(by_root or len(administrators) >= self.quorum, "too few administrators")
        return by_root

    def enrol(self, entry, by_root):
        require(entry["officer"] not in self.officers, "an id that was given before")
        admit(by_root, entry["posts"])
        self.officers[entry["officer"]] = dict(entry, revoked=False)
        self.add(entry)

    def rekey(self, entry, by_root):
        officer = self.serving(entry)
        admit(by_root, officer["posts"])
        for kid in entry["removed"]:
            held = self.keys.get(kid)
            require(held and held["officer"] == entry["officer"] and not held["out"], "a key that the officer does not have")
            held["out"] = True
        self.add(entry)

    def change(self, entry, by_root):
        officer = self.serving(entry)
        admit(by_root, officer["posts"], entry["posts"])
        officer.update((name, entry[name]) for name in ("posts", "from", "until"))

    def revoke(self, entry, by_root):
        officer = self.serving(entry)
        admit(by_root, officer["posts"])
        officer["revoked"] = True
        for held in self.keys_of(entry["officer"]):
            held["out"] = True

    def compromised(self, entry, by_root):
        require(entry["officer"] in self.officers, "nobody of that id")
        held = [held for held in self.keys_of(entry["officer"]) if entry["key"] in (None, held["key"]["id"])]
        require(held or entry["key"] is None, "a key that the officer never had")
        for one in held:
            since = [time for time in (one["compromised"], entry["since"]) if time is not None]
            one["out"], one["compromised"] = True, min(since)

    def need(self, entry, by_root):
        require(by_root, "only the root says how many are needed")
        self.quorum = entry["needed"]

    def serving(self, entry):
        officer = self.officers.get(entry["officer"])
        require(officer and not officer["revoked"], "nobody of that id, or revoked")
        return officer

    def add(self, entry):
        """[OFF-20]"""
        for key in entry["keys"]:
            require(key["hash"] not in self.reserved, "a key of the party's own")
            require(key["id"] not in self.keys and all(held["key"]["hash"] != key["hash"] for held in self.keys.values()),
                    "a key that is or was there")
            self.keys[key["id"]] = {"key": key, "officer": entry["officer"], "out": False, "compromised": None}
        require(sum(not held["out"] for held in self.keys_of(entry["officer"])) <= 8, "more than 8 keys")

    def keys_of(self, officer):
        """In ascending order of the key ids."""
        return [self.keys[kid] for kid in sorted(self.keys) if self.keys[kid]["officer"] == officer]


DOES = {1: "enrol", 2: "rekey", 3: "change", 4: "revoke", 5: "compromised", 6: "need"}


def administers(posts):
    return any(rights & ADMINISTER for _, rights in posts)


def admit(by_root, *posts):
    """[OFF-19]"""
    require(by_root or not any(map(administers, posts)), "only the root makes, changes or ends an administrator")


def valid_at(officer, time):
    return officer["from"] <= time and (officer["until"] is None or time < officer["until"])
