package link

import "parley"

// Wanted returns the highest precedence of what the peer lacks, as far as is known: messages and attachments that are not wholly
// there, leaves and heads that it was not shown, frames of the node that wait for a session; false where there is nothing. By
// it the node decides which bearers to begin a session over.
func (m *Machine) Wanted() (parley.Precedence, bool) {
	for p := parley.Flash; p.Valid(); p-- {
		if m.queue.tally.waiting[p] > 0 || len(m.controls[p]) > 0 || m.lacksLeaves(p) {
			return p, true
		}
	}
	return parley.Routine, m.queue.tally.bytes > 0
}

// Surmised reports whether what is wanted are leaves and heads alone of which the peer may hold everything: it has said nothing
// since the machine began.
func (m *Machine) Surmised() bool {
	p, any := m.Wanted()
	return any && p == parley.Routine && m.hellos == 0 && m.queue.tally.bytes == 0 && m.queue.tally.waiting[p] == 0 && len(m.controls[p]) == 0
}

// lacksLeaves reports whether there is anything to show of our records at precedence p.
func (m *Machine) lacksLeaves(p parley.Precedence) bool {
	for _, x := range m.logs.order {
		if !x.onRequest && x.head.Size > 0 && x.behind() && x.precedence() == p {
			return true
		}
	}
	return false
}
