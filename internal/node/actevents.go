package node

import (
	"slices"
)

// proceedingChanged raises what an officer must learn of a proceeding: that it is our move, that its deadline is near, that
// one passed, that a party was not served, that an outcome is final or disputed. It compares with what was stored, so that
// nothing is raised again after a start, and what changed while the node was down is raised. An event holds no text and no
// subject: it names the proceeding.
func (n *Node) proceedingChanged(now *proceedingState) {
	was, known := decodeView(&now.was)
	if now.none || !known && len(now.was.View) > 0 { // it stood there before there were rows
		return
	}
	name := now.view.Procedure + " " + now.row.ID.String()[:8]
	raise := func(kind, sentence string) {
		n.raise(now.t, Event{Kind: kind, About: now.row.ID, Sentence: name + ": " + sentence}, nil)
	}
	own := string(n.cfg.Party)
	ours := slices.Contains(now.view.Turn, own)
	if ours && (!slices.Contains(was.Turn, own) || was.State != now.view.State) {
		sentence := "it is our move in the state " + now.view.State
		if now.view.Until != nil {
			sentence += ", until " + *now.view.Until
		}
		raise(EventMove, sentence)
	}
	if ours && isNear(now.row.View) && !(isNear(now.was.View) && was.State == now.view.State && was.Since == now.view.Since) {
		raise(EventNear, "the deadline of our move in the state "+now.view.State+" is near: "+*now.view.Until)
	}
	if was.Lapse != now.view.Lapse {
		switch now.view.Lapse {
		case lapseElapsed:
			raise(EventOutcome, "the deadline has passed; what that means is not proved yet")
		case lapseNotServed:
			raise(EventOutcome, "the deadline has passed, and not every party that could move had been served: the silence counts for nothing")
		case lapseFinal:
			raise(EventOutcome, "the deadline has passed, and it is proved that nobody who could act did: "+now.view.State)
		}
	}
	if now.view.Final && !was.Final {
		raise(EventOutcome, "the outcome is final: "+now.view.State)
	}
	if now.view.Proof == proofDisputed && was.Proof != proofDisputed {
		raise(EventOutcome, "the outcome is disputed: a party has forked its record")
	}
}
