package overlap

import "parley"

// A Side is one of two notices that meet, as its author's record shows it.
type Side struct {
	Party parley.PartyID
	Date  parley.Millis // of its last message, in its author's record
	Held  bool          // that record is here up to that message
	// Had says for each message of the other notice, in the order of their places, whether that record has it before the last
	// message of this one.
	Had []bool
}

// A Sight is what the author of the later of two notices had on record of the earlier one when it sent what stands.
type Sight struct {
	Known bool           // else records are missing that would tell
	Later parley.PartyID // whose notice is the later one
	Had   int            // the last message of the earlier one that it had on record, from 0; -1: none
	All   bool           // that is the message that stands
}

// Seen tells which of two notices is the later one and what its author had of the other [OVL-16].
func Seen(one, other Side) Sight {
	for _, s := range []Side{one, other} {
		if n := len(s.Had); s.Held && n > 0 && s.Had[n-1] {
			return Sight{true, s.Party, n - 1, true}
		}
	}
	if !one.Held || !other.Held {
		return Sight{Had: -1}
	}
	later := one
	if other.Date > one.Date || other.Date == one.Date && other.Party > one.Party {
		later = other
	}
	s := Sight{Known: true, Later: later.Party, Had: -1}
	for i, had := range later.Had {
		if had {
			s.Had = i
		}
	}
	return s
}
