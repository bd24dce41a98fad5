package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// The checkup says what is held, of whom, and what waits.
func TestCheckup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 8, true, "north", "south", "east")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: time.Millisecond})
		south := w.start("south")
		w.start("north")
		w.timed("north", "south")
		w.send("south", "east", parley.Routine, "nobody is there")
		v, err := south.Checkup(t.Context())
		if err != nil || !v.Running || len(v.Damage) != 0 || len(v.Records) != 1 || len(v.Peers) != 2 {
			t.Fatalf("%+v (%v)", v, err)
		}
		own := v.Records[0]
		if own.Edition != 1 || own.Held != 1 || own.Size < 4 || own.Last == nil || own.Recovering != nil || own.Charter != w.id.String() {
			t.Errorf("own record: %+v", own)
		}
		for _, p := range v.Peers {
			key := parley.Hash(w.stations[parley.PartyID(p.Party)].keys["link"].Public()).String()
			if p.Sheet != 1 || p.Link != key || len(p.Addresses) != 1 || p.Quota != south.tables()[0].quota() || len(p.Disputed) != 0 {
				t.Errorf("%+v", p)
			}
			if wait := map[string]int{"north": 0, "east": 1}[p.Party]; p.Waiting != wait || (p.Stored > 0) != (p.Party == "north") {
				t.Errorf("%s: %d wait, %d bytes stored", p.Party, p.Waiting, p.Stored)
			}
		}
	})
}
