package node

import (
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// evidence returns the proofs that a node holds.
func evidence(t *testing.T, n *Node) (out []store.Evidence) {
	t.Helper()
	err := n.cfg.Store.View(func(r store.Reader) (err error) { out, err = r.AllEvidence(); return err })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// clocks adds clock leaves of which the last is dated differently in each variant.
func (f *forgery) clocks(t *testing.T, n, variant int) *forgery {
	now := parley.MillisOf(wall())
	for i := range n {
		f.add(t, wire.Leaf{Kind: wire.LeafClock, Date: now + parley.Millis(i+1) + parley.Millis(variant*1000)})
	}
	return f
}

// Two signed heads of one record that no one tree has are kept as evidence which an outsider can verify, and raised,
// once; a head that came first, ahead of its leaves, convicts as well. It stops no text.
func TestForksAreProved(t *testing.T) {
	for name, play := range map[string]func(p *rawPeer) (forks int){
		"an older head of the same size": func(p *rawPeer) int {
			f := p.north().clocks(p.t, 3, 0)
			p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves}, p.head(f, false))
			other := p.head(p.north().clocks(p.t, 3, 1), true)
			for range 20 {
				p.send(other)
			}
			return 1
		},
		"a smaller one": func(p *rawPeer) int {
			f := p.north().clocks(p.t, 5, 0)
			p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves}, p.head(f, false))
			other := p.head(p.north().clocks(p.t, 2, 1), true)
			p.send(other)
			f.clocks(p.t, 1, 100)
			p.send(&wire.Leaves{Log: p.log("north"), Start: 7, Leaves: f.leaves[7:]}, p.head(f, false), other)
			return 1
		},
		"a head ahead of its leaves": func(p *rawPeer) int {
			p.send(p.head(p.north().clocks(p.t, 4, 1), true))
			f := p.north().clocks(p.t, 6, 0)
			p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves}, p.head(f, false))
			for i := range 10 {
				f.clocks(p.t, 1, 100+i)
				p.send(&wire.Leaves{Log: p.log("north"), Start: uint64(len(f.leaves) - 1), Leaves: f.leaves[len(f.leaves)-1:]}, p.head(f, false))
			}
			return 1
		},
		"any number of heads": func(p *rawPeer) int {
			f := p.north().clocks(p.t, 3, 0)
			p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves}, p.head(f, false))
			for i := range 40 {
				p.send(p.head(p.north().clocks(p.t, 3, i+1), true))
			}
			return maxProofs
		},
		"none": func(p *rawPeer) int {
			f := p.north().clocks(p.t, 3, 0)
			p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves}, p.head(f, false), p.head(p.north().clocks(p.t, 1, 0), true), p.head(f, true))
			return 0
		},
	} {
		t.Run(name, func(t *testing.T) {
			attack(t, func(p *rawPeer) {
				p.greet()
				want := play(p)
				all := evidence(t, p.south)
				if len(all) != want || int(p.south.counted(t, "forks_total")) != want {
					t.Errorf("%d proofs are held, %v were counted, want %d", len(all), p.south.counted(t, "forks_total"), want)
				}
				for _, e := range all {
					r, err := record.VerifyEvidence(e.Bytes, charter.Fingerprint(p.w.id))
					if err != nil || r.Verdict != record.Verified || e.Log.Party != "north" {
						t.Errorf("%v, %+v", err, r)
					}
				}
				if n := p.w.stations["south"].alarms.raised("contradict each other"); n != want {
					t.Errorf("%d alarms: %s", n, strings.Join(p.w.stations["south"].alarms.lines, "\n"))
				}
				envelope := p.w.seal("north", p.w.message("north", "south", parley.Flash, "Read this all the same."))
				p.send(&wire.Body{Type: wire.TypeBody, N: 1, Bytes: envelope, Open: &wire.Open{Log: p.log("north"), Size: uint64(len(envelope)), Precedence: parley.Flash}})
				if in := p.w.inbox("south"); len(in) != 2 {
					t.Errorf("%d messages are shown", len(in))
				}
			})
		})
	}
}

// Leaves that do not go on from those held are asked for again a few times, not for ever, and the next ones that do are
// taken.
func TestLeavesThatDoNotGoOn(t *testing.T) {
	attack(t, func(p *rawPeer) {
		p.greet()
		f := p.north().clocks(p.t, 3, 0)
		p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves}, p.head(f, false))
		other := p.north().clocks(p.t, 6, 1)
		for range 200 {
			p.send(&wire.Leaves{Log: p.log("north"), Start: 5, Leaves: other.leaves[5:]}, p.head(other, false))
		}
		if asked := p.asked.Load(); p.held() != 5 || asked == 0 || asked > maxBad+1 {
			t.Errorf("%d leaves are held; it was asked %d times", p.held(), asked)
		}
		f.clocks(p.t, 1, 100)
		p.send(&wire.Leaves{Log: p.log("north"), Start: 5, Leaves: f.leaves[5:]}, p.head(f, false))
		if p.held() != 6 {
			t.Errorf("%d leaves are held", p.held())
		}
	})
}
