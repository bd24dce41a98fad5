package parley

import (
	"strings"
)

// A PartyID names a sovereign side within a charter: 1 to 32 bytes of [a-z0-9-] [CHR-8].
type PartyID string

// A PostID names a desk of a party; the same alphabet as a PartyID.
type PostID string

// MaxNameLen is the longest party or post id, in bytes.
const MaxNameLen = 32

// reserved are the words that a reader of YAML may take for something other than a string.
var reserved = map[string]bool{
	"no": true, "yes": true, "on": true, "off": true, "true": true, "false": true, "null": true, "y": true, "n": true,
}

// CheckName reports why s cannot be the id of a party or a post: kind ("party", "post") names it in the sentence.
// An id is 1 to 32 bytes of [a-z0-9-], holds at least one letter, begins and ends with none of '-', is no word that
// YAML readers take for a truth value or null, and does not read as a number [CHR-8].
func CheckName(kind, s string) error {
	switch {
	case s == "":
		return Errorf(CodeBadName, "the %s id is empty", kind)
	case len(s) > MaxNameLen:
		return Errorf(CodeBadName, "the %s id %.40q is longer than %d bytes", kind, s, MaxNameLen)
	case strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || !plainName(s):
		return Errorf(CodeBadName, "the %s id %.40q may hold only a to z, 0 to 9 and -", kind, s)
	case s[0] == '-' || s[len(s)-1] == '-':
		return Errorf(CodeBadName, "the %s id %q may not begin or end with -", kind, s)
	case reserved[s]:
		return Errorf(CodeBadName, "the %s id %q is a word that readers of YAML take for a truth value; choose another", kind, s)
	case numberLike(s):
		return Errorf(CodeBadName, "the %s id %q reads as a number; choose one that does not", kind, s)
	}
	return nil
}

func plainName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}

// numberLike reports whether s is made like a YAML integer, octal, hexadecimal or float: it begins with a digit and
// holds no letter beyond the digits of base 16, 'x', 'o' and '-'.
func numberLike(s string) bool {
	return s[0] >= '0' && s[0] <= '9' && strings.Trim(s, "0123456789abcdefxo-") == ""
}

// An Address is a desk of a party, or, with an empty Post, the party at large. It is written "party/post" or "party".
type Address struct {
	Party PartyID
	Post  PostID
}

// String returns "party/post", or "party" where the post is absent.
func (a Address) String() string {
	if a.Post == "" {
		return string(a.Party)
	}
	return string(a.Party) + "/" + string(a.Post)
}

// ParseAddress reads "party" or "party/post".
func ParseAddress(s string) (Address, error) {
	party, post, has := strings.Cut(s, "/")
	if err := CheckName("party", party); err != nil {
		return Address{}, err
	}
	if !has {
		return Address{Party: PartyID(party)}, nil
	}
	if err := CheckName("post", post); err != nil {
		return Address{}, err
	}
	return Address{PartyID(party), PostID(post)}, nil
}
