package accept

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/internal/node"
	"parley/internal/store/postgres/pgtest"
)

// acceptRecover: a directory is copied, the node goes on, is stopped, and the older copy is put in its place, the
// high-water file staying where it was or lost too, with the other side up, or coming later. Messages are accepted
// meanwhile, both sides show that the record recovered, everything that the peer had recorded is back, and nothing is
// forked.
func acceptRecover(t *testing.T, built programs) {
	p := loopback(t, built)
	p.north.serve()
	p.south.serve()
	p.exchange("before the copy")
	for _, c := range []struct {
		name            string
		later, markLost bool
	}{{"up", false, false}, {"later", true, false}, {"high-water lost", false, true}} {
		t.Run(c.name, func(t *testing.T) {
			p.north.stop()
			old := p.file("old " + c.name)
			copyTree(t, p.north.dir, old)
			p.north.serve()
			known := p.exchange("after the copy, " + c.name)
			p.north.stop()
			if c.later {
				p.south.stop()
			}
			putBack(t, old, p.north.dir)
			if c.markLost {
				if err := os.RemoveAll(p.north.dir + ".high-water"); err != nil {
					t.Fatal(err)
				}
			}
			p.north.serve()
			meanwhile := p.north.send(p.south, "flash", "While the record recovers, "+c.name+".")
			if c.later {
				if v := p.north.recovery(); v.State != "recovering" || v.Peers[0].Answered {
					t.Errorf("with south down: %+v", v)
				}
				p.south.serve()
			}
			until(t, time.Minute, "north recovers", func() bool { return p.north.recovery().State == "recovered" })
			until(t, time.Minute, "all is recorded", func() bool { return p.north.recordedAll() && p.south.recordedAll() })
			until(t, time.Minute, "what was known is back", func() bool { return len(p.north.recovery().Wanted) == 0 })
			p.wantRecovered(t, append(known, meanwhile))
		})
	}
}

// acceptRebuilt: "In a two-party charter a party's directory is deleted except its keys: rebuilt from the peer, record verify passes,
// both show 'recovered', no fork", on a file and on a database server that is empty.
func acceptRebuilt(t *testing.T, built programs) {
	p := loopback(t, built)
	p.north.serve()
	p.south.serve()
	known := p.exchange("before the loss")
	p.south.must("ack", known[0])
	p.north.must("ack", known[1])
	p.again(t, "on a file", &known, "")
	server, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	schema, err := server.Schema()
	if err != nil {
		t.Fatal(err)
	}
	p.again(t, "on a server", &known, "database: "+strconv.Quote(asURL(schema))+"\n")
}

// again deletes north's directory, but for its keys, and has it back: the configuration is written anew, with further lines, and the
// party file, the charter and its signatures are those that both sides have on paper.
func (p *pair) again(t *testing.T, name string, known *[]string, further string) {
	t.Helper()
	until(t, time.Minute, "all is recorded", func() bool { return p.north.recordedAll() && p.south.recordedAll() })
	p.north.stop()
	config := p.read(t, filepath.Join(p.north.dir, "config.yaml"))
	all, err := os.ReadDir(p.north.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Name() == "keys" || strings.HasSuffix(e.Name(), ".key") {
			continue
		}
		if err := os.RemoveAll(filepath.Join(p.north.dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	p.write(t, filepath.Join(p.north.dir, "config.yaml"), string(config)+further)
	p.write(t, filepath.Join(p.north.dir, "party.yaml"), string(p.read(t, p.file("north.yaml"))))
	adopt := []string{"charter", "adopt", "--party", p.file("south.yaml"), p.charter, p.file("north.sig"), p.file("south.sig")}
	if r := p.north.run(adopt...); r.status == 0 || !strings.Contains(r.errs, "charter adopt --again") {
		t.Errorf("%s: a record that was shown is begun anew: status %d, %s", name, r.status, r.errs)
	}
	p.north.must(append(adopt, "--again")...)
	p.north.serve()
	*known = append(*known, p.north.send(p.south, "flash", "While the record comes back, "+name+"."))
	until(t, time.Minute, "north recovers "+name, func() bool { return p.north.recovery().State == "recovered" })
	until(t, time.Minute, "all is recorded", func() bool { return p.north.recordedAll() && p.south.recordedAll() })
	until(t, time.Minute, "what was known is back", func() bool { return len(p.north.recovery().Wanted) == 0 })
	p.wantRecovered(t, *known)
	for _, id := range (*known)[:2] {
		for _, side := range []*party{p.north, p.south} {
			m := side.show(id)
			for by, r := range m.Receipts {
				if r.Acknowledged == nil || m.Text == nil || *m.Text != "before the loss" {
					t.Errorf("%s: %s shows %+v of %s", name, side.id, r, by)
				}
			}
		}
	}
	*known = append(*known, p.exchange("after it, "+name)...)
}

// exchange sends a message each way and returns their ids when both are recorded.
func (p *pair) exchange(text string) []string {
	there := p.north.send(p.south, "flash", text, "--wait", "recorded")
	back := p.south.send(p.north, "flash", text, "--wait", "recorded")
	return []string{there, back}
}

func (p *party) recovery() node.RecoveryView {
	p.t.Helper()
	var all []node.RecoveryView
	p.json(&all, "recover")
	if len(all) != 1 {
		p.t.Fatalf("%d records", len(all))
	}
	return all[0]
}

// wantRecovered holds that both sides show the recovery, that the messages are there once, and that there is no fork.
func (p *pair) wantRecovered(t *testing.T, ids []string) {
	t.Helper()
	if v := p.north.recovery(); len(v.Lost) != 0 || len(v.Back) < 2 {
		t.Errorf("recovered: %+v", v)
	}
	var lines []node.LineView
	until(t, time.Minute, "south shows that north recovered", func() bool {
		p.south.json(&lines, "line")
		return lines[0].Recovered != nil
	})
	all := append(p.north.ids("sent"), p.north.ids("inbox")...)
	for _, id := range ids {
		if !slices.Contains(all, id) {
			t.Errorf("north lost %s", id)
		}
	}
	slices.Sort(all)
	if n := len(all); len(slices.Compact(all)) != n {
		t.Error("a message stands twice")
	}
	for _, side := range []*party{p.north, p.south} {
		recordsHold(t, side)
		var events []node.EventView
		side.json(&events, "events")
		for _, e := range events {
			if e.Kind == node.EventFork {
				t.Errorf("%s: %s", side.id, e.Sentence)
			}
		}
	}
}

// copyTree copies a directory whose node is stopped, with its rights.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	need(t, "cp")
	if r := run(t, verbTime, "cp", "-a", from, to); r.status != 0 {
		t.Fatal(r.errs)
	}
}

// putBack puts a copy in the place of a directory.
func putBack(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}
