package node

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/wire"
)

// Connections that are refused, and strangers who are turned away, are all counted; the log says of each kind one in a
// minute, and how many it left out.
func TestNuisancesDoNotFloodTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.stations["north"].alarms.warnings = true
		north := w.start("north")
		said := func(words ...string) {
			t.Helper()
			lines := w.stations["north"].alarms.take()
			if len(lines) != len(words) {
				t.Errorf("the log says %q, not %q", lines, words)
			}
			for i, word := range words {
				if i < len(lines) && !strings.Contains(lines[i], word) {
					t.Errorf("line %q lacks %q", lines[i], word)
				}
			}
		}
		refuse := func(times int) {
			for range times {
				north.Refused("192.0.2.7:4001", parley.Errorf(parley.CodeNoNode, "what answers is no node"))
			}
		}
		stranger := func(times int) {
			for range times {
				conn := w.knock(t, "north", testKey("a stranger"))
				conn.Send([][]byte{wire.EncodeFrame(&wire.SheetFrame{Sheet: []byte("a sheet")})})
				drained(conn, time.Minute)
			}
		}
		refuse(1)
		said("a connection was refused")
		refuse(1000)
		said()
		time.Sleep(quietTime)
		refuse(2)
		said("unsaid=1000")
		stranger(20)
		said("a stranger was turned away")
		time.Sleep(quietTime)
		stranger(1)
		said("unsaid=19")
		time.Sleep(quietTime)
		refuse(1)
		said("unsaid=1")
		if r, s := north.counted(t, "connections_refused_total"), north.counted(t, "strangers_total"); r != 1004 || s != 21 {
			t.Errorf("counted %v refused, %v strangers", r, s)
		}
	})
}
