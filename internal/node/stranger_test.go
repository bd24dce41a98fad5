package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/bearer"
	"parley/internal/keystore"
	"parley/internal/simnet"
	"parley/wire"
)

// knock opens a session to a station with any key, from a place of its own.
func (w *world) knock(t *testing.T, to parley.PartyID, key *keystore.Key) bearer.Session {
	t.Helper()
	from, at := "elsewhere.invalid:7420", string(to)+".invalid:7420"
	w.net.Link(from, at, simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
	conn, err := w.net.Dial(t.Context(), from, at, key.Public(), w.stations[to].keys["link"].Public(), w.reliable)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// drained returns when the other end has closed the session, and what came before, at most for d.
func drained(conn bearer.Session, d time.Duration) (closed bool, frames [][]byte) {
	timer := time.AfterFunc(d, func() { conn.Close() })
	for {
		b, err := conn.Receive()
		if err != nil {
			return timer.Stop(), frames
		}
		frames = append(frames, b)
	}
}

// A connection whose link key is in no sheet held is dropped after 10 s, or as soon as it says what it may not, and
// counted. It learns the id of no charter.
func TestStrangersAreTurnedAway(t *testing.T) {
	newer := newStation(t, "east")
	newer.makeSheet(t, newer.makeSheet(t, nil))
	frames := map[string][][]byte{
		"silence":                 nil,
		"a hello":                 {wire.EncodeFrame(&wire.Hello{Version: wire.LinkVersion, Time: parley.MillisOf(wall())})},
		"garbage":                 {{0xff, 0xff}},
		"no sheet":                {wire.EncodeFrame(&wire.SheetFrame{Sheet: []byte("a sheet")})},
		"a sheet of another":      {wire.EncodeFrame(&wire.SheetFrame{Sheet: newer.file.Sheet})},
		"a part of something big": {wire.EncodeFrame(&wire.Part{Frame: 1, Offset: 1 << 20, Total: 1<<20 + 1, Bytes: []byte{1}})},
	}
	for range 60 {
		frames["more than a sheet"] = append(frames["more than a sheet"], wire.EncodeFrame(&wire.Ping{Token: 1<<63 + 1, Time: 1}), make([]byte, 16000))
	}
	for name, send := range frames {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 1, true, "north", "south")
				defer w.stopAll()
				w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
				north := w.start("north")
				w.start("south")
				conn := w.knock(t, "north", testKey("a stranger"))
				begin := time.Now()
				go conn.Send(send)
				closed, got := drained(conn, time.Minute)
				if took := time.Since(begin); !closed || took > strangerTime+time.Second || name == "silence" && took < strangerTime {
					t.Errorf("closed: %v, after %v", closed, took)
				}
				for _, b := range got {
					if f, err := wire.DecodeFrame(b, wire.MaxFrame); err != nil {
						t.Errorf("%x: %v", b, err)
					} else if h, ok := f.(*wire.Hello); ok && len(h.Charters) != 0 {
						t.Errorf("a stranger was shown %d charters", len(h.Charters))
					}
				}
				if n := north.counted(t, "strangers_total"); n != 1 {
					t.Errorf("%v strangers were counted", n)
				}
				w.wait("north", w.send("north", "south", parley.Flash, "The line goes on."), "recorded", time.Minute)
			})
		})
	}
}

// However many strangers come, few are heard at once, and the line goes on.
func TestManyStrangers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		north := w.start("north")
		w.start("south")
		w.timed("north", "south")
		var conns []bearer.Session
		for range 60 {
			conns = append(conns, w.knock(t, "north", testKey("a stranger")))
		}
		time.Sleep(time.Second)
		if n := north.counted(t, "strangers_total"); n < 40 {
			t.Errorf("of 60 strangers %v were turned away at once", n)
		}
		if took := w.timed("south", "north"); took > 2*time.Second {
			t.Errorf("a FLASH took %v", took)
		}
		time.Sleep(strangerTime)
		if n := north.counted(t, "strangers_total"); n != 60 {
			t.Errorf("%v strangers were counted", n)
		}
		for _, c := range conns {
			c.Close()
		}
	})
}

// A party whose link key was replaced is a stranger until its newer sheet explains the key: the line goes on, and the
// sheet is kept. What a thief of the old key sends does not change that.
func TestANewLinkKeyIsExplained(t *testing.T) {
	for _, reliable := range []bool{true, false} {
		for _, id := range []parley.PartyID{"north", "south"} { // named first, and second
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 1, reliable, "north", "south")
				defer w.stopAll()
				w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
				w.start("north")
				w.start("south")
				w.timed("north", "south")
				before := w.send("north", "south", parley.Routine, "Before.")
				w.wait("north", before, "recorded", time.Minute)
				s := w.stations[id]
				w.stop(id)
				s.replace(t, "link")
				w.start(id)
				time.Sleep(3 * time.Minute)
				other := w.order[0]
				if other == id {
					other = w.order[1]
				}
				n := w.stations[other].node
				if sh := n.tables()[0].seat(id).newest(); sh.Number != 2 {
					t.Errorf("%s holds sheet %d of %s", other, sh.Number, id)
				}
				w.timed(other, id)
				w.evidenceHolds(other, before)
				w.checkPromises()
				w.stop(other)
				w.start(other)
				time.Sleep(3 * time.Minute)
				w.timed(other, id)
				w.checkPromises()
			})
		}
	}
}

// replace has a station sign a next sheet with a new key in one role.
func (s *station) replace(t *testing.T, role string) {
	t.Helper()
	old, err := charter.ParseSheet(s.file.Sheet)
	if err != nil {
		t.Fatal(err)
	}
	s.keys[role] = testKey(string(s.id) + " " + role + " again")
	s.makeSheet(t, old)
}
