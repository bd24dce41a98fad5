package node

import (
	"context"
	"slices"
	"sync"

	"parley"
)

// The kinds of events. A kind names who has to act: the same kind always asks for the same remedy.
const (
	EventStorage    = "storage"    // something could not be stored; the node tries again
	EventRecord     = "record"     // a party's signed record breaks the rules, or our own cannot go on
	EventCharter    = "charter"    // who is a party of a charter, or two of its editions contradict each other
	EventFork       = "fork"       // two signed heads of one record contradict each other
	EventClock      = "clock"      // our clock leapt or went back
	EventLine       = "line"       // a line does not do what it is for
	EventOverdue    = "overdue"    // the other side has not recorded or acknowledged a message of ours in time
	EventOwed       = "owed"       // we have not acknowledged a message in time
	EventMove       = "move"       // it is our move in a proceeding
	EventNear       = "near"       // the deadline of our move in a proceeding is near
	EventOutcome    = "outcome"    // what is proved of a proceeding has changed
	EventJournal    = "journal"    // the journal of local actions could not be written
	EventEscalation = "escalation" // nobody acknowledged a FLASH in time: it goes to the next post
	EventScreen     = "screen"     // no screen watches a post that is to be watched
	EventConflict   = "conflict"   // a notice of another party meets one of ours, or comes near it
	EventTest       = "test"       // their node did not answer our last line test before the next was due
	EventExpiry     = AlertExpiry  // a key or a certificate of this party ends soon
	EventDisk       = AlertDisk    // a disk has little room
	EventStandby    = AlertStandby // a standby of the database is lost or far behind
	EventDuress     = "duress"     // an officer gave the passphrase that says that he is forced
)

// An Event is something that an officer must learn: an alarm. It holds no text, subject or secret.
type Event struct {
	Seq      uint64 // rises with each event of this run of the node
	Time     parley.Millis
	Kind     string
	Party    parley.PartyID // the other side, or empty
	Charter  parley.Hash    // or zero
	About    parley.Hash    // proceeding, or zero
	Sentence string
	Count    int // how many times it happened, without another text in between
}

// maxEvents bounds the events that are kept.
const maxEvents = 256

// events keeps the last events of this run. The same event again takes the place of the one before and counts up, so
// that one peer's stream of alarms does not push out the others'.
type events struct {
	mu   sync.Mutex
	seq  uint64
	kept []Event // ascending Seq
}

// add returns how often the event has come now.
func (x *events) add(e Event) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.seq++
	e.Seq, e.Count = x.seq, 1
	for i, k := range x.kept {
		if k.Kind == e.Kind && k.Party == e.Party && k.Charter == e.Charter && k.Sentence == e.Sentence {
			e.Count = k.Count + 1
			x.kept = append(x.kept[:i], x.kept[i+1:]...)
			break
		}
	}
	x.kept = append(x.kept, e)
	if len(x.kept) > maxEvents {
		x.kept = x.kept[1:]
	}
	return e.Count
}

func (x *events) all() []Event {
	x.mu.Lock()
	defer x.mu.Unlock()
	return append([]Event(nil), x.kept...)
}

// event raises an alarm: it is logged, with attrs in the manner of slog, counted, and kept for Events. party may be
// empty. The sentence is for an officer; what only helps to find a fault belongs in attrs.
func (n *Node) event(kind string, party parley.PartyID, sentence string, attrs ...any) {
	n.eventUnder(nil, kind, party, sentence, attrs...)
}

// eventUnder is event about one charter.
func (n *Node) eventUnder(t *table, kind string, party parley.PartyID, sentence string, attrs ...any) {
	n.raise(t, Event{Kind: kind, Party: party, Sentence: sentence}, attrs)
}

// raise enters an alarm about one charter, or none.
func (n *Node) raise(t *table, e Event, attrs []any) {
	e.Time = n.now()
	if t != nil {
		e.Charter = t.id
		attrs = append(attrs, "charter", t.id.String())
	}
	if e.Party != "" {
		attrs = append(attrs, "party", string(e.Party))
	}
	if e.Kind != EventDuress { // metrics are read by others than who may know it
		n.metrics.events.WithLabelValues(e.Kind).Inc()
	}
	if count := n.events.add(e); count <= allLogged || count%allLogged == 0 {
		n.cfg.Log.Error("alarm: "+e.Sentence, append(attrs, "kind", e.Kind, "count", count)...)
	}
	n.lookAtParty(e.Party)
}

// allLogged is how many times the same event is logged each time; after that, once in so many: a peer may cause any number.
const allLogged = 100

// Events lists the last events of this run of the node, at most 256, oldest first.
func (n *Node) Events(ctx context.Context) ([]EventView, error) {
	if !n.online() {
		return nil, n.notRunning()
	}
	out := []EventView{}
	for _, e := range n.events.all() {
		v := EventView{Seq: e.Seq, Time: e.Time.String(), Kind: e.Kind, Sentence: e.Sentence, Count: e.Count}
		v.Party, v.Proceeding = textOrNull(string(e.Party)), hexOrNull(e.About)
		if !e.Charter.IsZero() {
			v.Charter = textOrNull(e.Charter.String())
		}
		out = append(out, v)
	}
	return out, nil
}

// Aloud leaves out of a list of alarms those that are silent. It is for every screen and every program that others may look
// on at than those who administer the node.
func Aloud(list []EventView) []EventView {
	return slices.DeleteFunc(slices.Clone(list), func(e EventView) bool { return e.Kind == EventDuress })
}
