package node

import (
	"runtime"
	"sync"

	"parley"
	"parley/internal/store"
	"parley/officer"
	"parley/wire"
)

// A readMessage is a message with what its bytes say, and whether somebody signed them.
type readMessage struct {
	store.Message
	table    *table
	envelope *wire.Envelope
	payload  *wire.Payload
	forged   string // why nobody of its author signed it, or empty
	bad      bool   // its bytes are not those of its id
}

// readAhead decodes messages and checks their signatures, on all processors, while whoever called goes on.
func (a *audit) readAhead(ms []store.Message) <-chan []readMessage {
	out := make(chan []readMessage, 1)
	go func() {
		read, workers := make([]readMessage, len(ms)), runtime.GOMAXPROCS(0)
		var all sync.WaitGroup
		for w := range workers {
			all.Go(func() {
				for i := w; i < len(ms); i += workers {
					read[i] = a.read(ms[i])
				}
			})
		}
		all.Wait()
		out <- read
	}()
	return out
}

func (a *audit) read(m store.Message) readMessage {
	x := readMessage{Message: m, table: a.table(m.Charter)}
	if x.table == nil || erased(m) {
		return x
	}
	var err error
	x.envelope, x.payload, err = wire.DecodeEnvelope(m.Envelope)
	if x.bad = err != nil || parley.Sum(m.Envelope) != m.ID; x.bad {
		return x
	}
	known := a.rosters[x.table.seat(x.payload.From.Party)]
	if j := judge(x.table, x.envelope, x.payload, standing{roster: known, later: known}); j.verdict == dropped {
		x.forged = j.why
	}
	return x
}

// readRosters reads whose keys may have signed messages: which of them had the right to is judged when a message is
// recorded. What of a roster cannot be read is a fault of its pages.
func (a *audit) readRosters() {
	a.rosters = map[*seat]*officer.Roster{}
	for _, t := range a.tables {
		for _, s := range t.seats() {
			a.rosters[s], _ = rosterNow(a.r, t, s)
		}
	}
}

// eachMessage calls fn for every message in the order of storing, one piece of them ahead.
func (a *audit) eachMessage(fn func(readMessage) error) error {
	a.readRosters()
	var next <-chan []readMessage
	for after := uint64(0); a.ctx.Err() == nil; {
		ms, err := a.r.Messages(store.MessageFilter{After: after, Limit: messagePiece})
		var now <-chan []readMessage
		if err == nil && len(ms) > 0 {
			after, now = ms[len(ms)-1].Seq, a.readAhead(ms)
		}
		if next != nil {
			read := <-next
			for i, x := range read {
				if i%store.MaxIDs == 0 {
					a.lookUp(read[i:min(len(read), i+store.MaxIDs)])
				}
				if err := fn(x); err != nil {
					return err
				}
			}
		}
		if now == nil {
			return err
		}
		next = now
	}
	return a.ctx.Err()
}
