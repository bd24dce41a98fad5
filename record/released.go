package record

import (
	"fmt"
	"slices"

	"parley"
	"parley/officer"
)

// describeRelease says which officers drafted, reviewed and released a message, under the ids by which its party shows
// them, and what was declared of their keys since. Of a message that no roster governs it says nothing.
func (v *verification) describeRelease(m *message) {
	if m.release == nil {
		return
	}
	j, verb, how := m.release, "released", "message %s was %s by the officer %s of %s, by the roster in force where it was sent"
	if m.edition.charter.IsService(m.payload.Form) {
		verb = "signed"
	}
	if j.Fault != nil {
		v.found("message %s was not released as agreed: %s", m.id, parley.SentenceOf(j.Fault))
		how = "message %s bears a good signature that says %s, by the officer %s of %s"
	}
	for _, x := range []struct {
		verb string
		by   []officer.ID
	}{{"drafted", j.Drafted}, {"reviewed", j.Reviewed}, {verb, j.Released}, {"released by the emergency path", j.Emergency}} {
		if len(x.by) > 0 {
			v.found(how, m.id, x.verb, officerList(x.by), m.log.party)
		}
	}
	for _, f := range j.Signatures {
		if f.Compromised {
			v.found("%s declared that the key %s, by which the officer %s signed message %s, may have been in other hands when it did", m.log.party, f.Key, f.Officer, m.id)
		}
	}
	who := fmt.Sprintf("which persons the officers of %s are: they stand in its roster under ids of its choosing", m.log.party)
	if !slices.Contains(v.report.NotProved, who) {
		v.report.NotProved = append(v.report.NotProved, who)
	}
}

func officerList(ids []officer.ID) string {
	var words []string
	for _, id := range ids {
		words = append(words, string(id))
	}
	return joinWords(words)
}
