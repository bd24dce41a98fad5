package node

import (
	"slices"

	"parley"
)

// proceedingChanged raises what an officer must learn of a proceeding: that it is our move, that a deadline passed, that a
// party was not served, that an outcome is final or disputed. What was so before the node started is not raised again.
// An event holds no text and no subject: it names the proceeding. acts.mu is held.
func (n *Node) proceedingChanged(id parley.Hash, was, now *proceedingState) {
	if was == nil && n.acts.quiet[id] {
		delete(n.acts.quiet, id)
		return
	}
	if was == nil {
		was = &proceedingState{}
	}
	name := now.view.Procedure + " " + id.String()[:8]
	raise := func(kind, sentence string) { n.eventUnder(now.t, kind, "", name+": "+sentence) }
	ours := slices.Contains(now.turn, n.cfg.Party)
	if ours && (!slices.Contains(was.turn, n.cfg.Party) || was.view.State != now.view.State) {
		sentence := "it is our move in the state " + now.view.State
		if now.view.Until != nil {
			sentence += ", until " + *now.view.Until
		}
		raise(EventMove, sentence)
	}
	if was.view.Lapse != now.view.Lapse {
		switch now.view.Lapse {
		case lapseElapsed:
			raise(EventOutcome, "the deadline has passed; what that means is not proved yet")
		case lapseNotServed:
			raise(EventOutcome, "the deadline has passed, and not every party that could move had been served: the silence counts for nothing")
		case lapseFinal:
			raise(EventOutcome, "the deadline has passed, and it is proved that nobody who could act did: "+now.view.State)
		}
	}
	if now.view.Final && !was.view.Final {
		raise(EventOutcome, "the outcome is final: "+now.view.State)
	}
	if now.view.Proof == proofDisputed && was.view.Proof != proofDisputed {
		raise(EventOutcome, "the outcome is disputed: a party has forked its record")
	}
}
