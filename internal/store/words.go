package store

import (
	"slices"
	"strings"

	"parley"
)

// A Finding selects messages by their words: a message has each of All and, for each of Begin, a word that begins so, and
// at least one of each list in Any. Not all of the three may be empty. Words are compared byte by byte.
type Finding struct {
	All   []string
	Begin []string
	Any   [][]string
	State MessageState

	From, Until parley.Millis // From <= the author's time < Until; Until 0: any time from From on
	After       uint64        // Seq greater than
	Before      uint64        // Seq less than; 0: no bound
	Newest      bool          // descending Seq, else ascending
	Limit       int           // 0: all
}

// MaxFindingWords is how many words a Finding names, of all three kinds together.
const MaxFindingWords = 512

// A MessageState says how far a message got.
type MessageState uint8

// The states of messages. AnyState selects all; each other one but StateRefused has its opposite after it.
const (
	AnyState            MessageState = iota
	StateRead                        // an officer here has read it
	StateUnread                      // nobody here has
	StateRecorded                    // own: recorded by every addressee party; of others: recorded here
	StateUnrecorded                  // else
	StateAcknowledged                // own: acknowledged by every addressee party; of others: acknowledged by a message of ours
	StateUnacknowledged              // else
	StateRefused                     // by this node, or by an addressee party
)

// Check reports a finding that no driver answers, with parley.CodeUsage or parley.CodeTooLarge.
func (f Finding) Check() error {
	n := len(f.All) + len(f.Begin)
	for _, some := range f.Any {
		n += len(some)
	}
	all := slices.Concat(f.All, f.Begin, slices.Concat(f.Any...))
	switch {
	case n == 0:
		return parley.Errorf(parley.CodeUsage, "a search needs a word")
	case n > MaxFindingWords:
		return parley.Errorf(parley.CodeTooLarge, "the search has %d words, and %d are the most", n, MaxFindingWords)
	case slices.ContainsFunc(all, func(w string) bool { return !IsWord(w) }) || slices.ContainsFunc(f.Any, func(some []string) bool { return len(some) == 0 }):
		return parley.Errorf(parley.CodeUsage, "the search has something that is no word")
	case f.State > StateRefused:
		return parley.Errorf(parley.CodeUsage, "there is no such state of messages")
	}
	return nil
}

// IsWord reports whether w can be a word of a message: lower-case ASCII letters, digits, and characters beyond ASCII, none
// of which stands for a byte that is no UTF-8.
func IsWord(w string) bool {
	return w != "" && !strings.ContainsFunc(w, func(r rune) bool {
		return r < 0x80 && (r < 'a' || r > 'z') && (r < '0' || r > '9') || r == 0xfffd
	})
}
