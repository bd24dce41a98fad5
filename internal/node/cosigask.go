package node

import (
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// Each node gives every peer its own cosignatures. Those of a mirror whose own line is down are asked for from others.

// mirrorPatience is how long the line to a mirror is down before others are asked for what it cosigned.
const mirrorPatience = time.Minute

// askCosignatures asks, in a round of heads, for what those cosigned whose line is down: one peer for each, in turn.
func (n *Node) askCosignatures(round int) {
	for _, t := range n.tables() {
		var up []*peer
		var down []*seat
		for _, s := range t.seats() {
			p := n.peerOf(t, s.id)
			switch {
			case s == t.own() || p == nil:
			case p.up():
				up = append(up, p)
			case p.downFor(mirrorPatience):
				down = append(down, s)
			}
		}
		for i, s := range down {
			if len(up) == 0 || len(t.seats()) < 4 { // of three, the third has cosigned nothing that the two do not hold
				break
			}
			p := up[(round+i)%len(up)]
			p.box.put(routine(&wire.Ask{What: wire.AskCosigs, Log: p.wireLog(t, s)}))
		}
	}
}

// answerCosigs gives a peer what a mirror cosigned, of each record the newest, once.
func (l *line) answerCosigs(d link.AskIn) {
	t, mirror, ok := l.p.third(d.Log)
	if !ok || !l.mayServe(d) {
		return
	}
	err := l.n.cfg.Store.View(func(r store.Reader) error {
		for i, s := range t.seats() {
			if s == mirror {
				continue
			}
			c, err := newestOf(r, s.log, mirror.id)
			if err != nil {
				return err
			}
			if c != nil && l.cosigned[cosigKey{s.log, mirror.id}] < c.Size {
				l.cosigned[cosigKey{s.log, mirror.id}] = c.Size
				f := cosigFrame(l.n.wireLog(l.p, t, t.seats()[i]), t.place(mirror.id), *c)
				l.machine(routine(f))
			}
		}
		return nil
	})
	l.unused(err)
}

// lookedThrough is how many leaves back a mirror's newest cosignature is looked for.
const lookedThrough = 1024

// newestOf returns the newest cosignature held of a mirror over a record, if it is over one of the last heads.
func newestOf(r store.Reader, log store.LogID, mirror parley.PartyID) (*store.Cosignature, error) {
	h, err := r.LastHead(log)
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	return cosignatureOf(r, log, mirror, h.Size-min(h.Size, lookedThrough))
}
