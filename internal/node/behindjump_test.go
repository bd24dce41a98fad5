package node

import (
	"testing"

	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// [LINK-102] A reader that holds leaves ahead of a gap under a head MUST take LEAVES without a frontier that begin where these
// end as if they carried the frontier that these give. Behind leaves that no head covers it asks for what is missing.
func TestLeavesBehindThoseThatWentAhead(t *testing.T) {
	attack(t, func(p *rawPeer) {
		p.greet()
		f := p.north().clocks(p.t, 4, 0)
		frontier, err := record.Frontier(5, f.read)
		if err != nil {
			p.t.Fatal(err)
		}
		p.send(&wire.Leaves{Log: p.log("north"), Start: 5, Leaves: f.leaves[5:], Frontier: frontier}, p.head(f, false))
		f.clocks(p.t, 1, 100)
		p.send(&wire.Leaves{Log: p.log("north"), Start: 6, Leaves: f.leaves[6:]}, p.head(f, false))
		if ahead := p.ahead(); len(ahead) != 2 || ahead[1].Size != 7 || p.asked.Load() != 0 {
			p.t.Fatalf("heads ahead of the gap: %v; asked %d times", ahead, p.asked.Load())
		}
		f.clocks(p.t, 1, 200)
		before := p.asked.Load()
		p.send(&wire.Leaves{Log: p.log("north"), Start: 9, Leaves: f.leaves[7:]})
		if p.asked.Load() == before {
			p.t.Error("nothing is asked for where leaves follow none that are known")
		}
		p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves}, p.head(f, false))
		if p.held() != 8 {
			p.t.Errorf("%d leaves are held when the gap is closed", p.held())
		}
	})
}

// ahead returns the heads of north's record that south holds ahead of its leaves.
func (p *rawPeer) ahead() (heads []store.Head) {
	p.t.Helper()
	err := p.w.stations["south"].memory.View(func(r store.Reader) (err error) {
		heads, err = r.PendingHeads(store.LogID{Charter: p.w.id, Party: "north"})
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return heads
}

// [LINK-23] Leaves ahead of a gap reach to the size of the head that follows, which may come over another session, behind others that
// went ahead: none of them is forgotten for those.
func TestTwoJumpsBeforeTheirHeads(t *testing.T) {
	attack(t, func(p *rawPeer) {
		p.greet()
		f := p.north().clocks(p.t, 4, 0)
		ahead := func() (*wire.Leaves, *wire.Head) {
			start := uint64(len(f.leaves) - 1)
			frontier, err := record.Frontier(start, f.read)
			if err != nil {
				p.t.Fatal(err)
			}
			return &wire.Leaves{Log: p.log("north"), Start: start, Leaves: f.leaves[start:], Frontier: frontier}, p.head(f, false)
		}
		first, head := ahead()
		f.clocks(p.t, 3, 100)
		second, newer := ahead()
		p.send(first, second, newer, head)
		if held := p.ahead(); len(held) != 2 {
			p.t.Errorf("heads ahead of the gap: %v", held)
		}
	})
}
