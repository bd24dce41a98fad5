package officer

import (
	"fmt"
	"strings"

	"parley"
)

// Words returns what a does, in one line for people and journals: no key is named in full.
func (a *Act) Words() string {
	var all []string
	for _, e := range a.Entries {
		all = append(all, e.words())
	}
	return fmt.Sprintf("roster act %d: %s", a.Number, strings.Join(all, "; "))
}

func (e *Enrol) words() string {
	return fmt.Sprintf("enrol %s at %s with %s%s", e.Officer, postWords(e.Posts), keyWords(e.Keys), timeWords(e.From, e.Until))
}

func (e *Rekey) words() string {
	var parts []string
	if len(e.Added) > 0 {
		parts = append(parts, "give "+string(e.Officer)+" "+keyWords(e.Added))
	}
	for _, kid := range e.Removed {
		parts = append(parts, "take the key "+kid.String()+" from "+string(e.Officer))
	}
	return strings.Join(parts, " and ")
}

func (e *Change) words() string {
	return fmt.Sprintf("change %s to %s%s", e.Officer, postWords(e.Posts), timeWords(e.From, e.Until))
}

func (e *Revoke) words() string { return "revoke " + string(e.Officer) }

func (e *Compromised) words() string {
	what := "every key of " + string(e.Officer)
	if e.Key != nil {
		what = "the key " + e.Key.String() + " of " + string(e.Officer)
	}
	return "declare " + what + " compromised since " + e.Since.String()
}

func (e *Quorum) words() string {
	return fmt.Sprintf("%d administrators sign an act that the root does not sign", e.Needed)
}

func postWords(posts []Post) string {
	var all []string
	for _, p := range posts {
		all = append(all, string(p.Post)+"="+p.Rights.String())
	}
	return strings.Join(all, " ")
}

func keyWords(keys []Key) string {
	var all []string
	for _, k := range keys {
		all = append(all, k.ID().String())
	}
	return "the key " + strings.Join(all, ", ")
}

func timeWords(from parley.Millis, until *parley.Millis) string {
	s := ", from " + from.String()
	if until != nil {
		s += " until " + until.String()
	}
	return s
}
