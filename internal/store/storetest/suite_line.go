package storetest

import (
	"fmt"
	"testing"

	"parley"
	"parley/internal/store"
)

var lineSubjects = []subject{
	{"messages of a form", testLastMessages},
	{"clocks", testClocks},
	{"line times", testLineTimes},
}

// LastMessages: "the newest messages of one form, descending Seq, at most limit. There is none of text or ack".
func testLastMessages(t *testing.T, s store.Store) {
	var list []store.Message
	for n := range 6 {
		m := message(n)
		m.Charter, m.Form = worldCharters[0], []string{"line-test", "text"}[n%3/2]
		list = append(list, m)
	}
	addMessages(t, s, list...)
	view(t, s, func(r store.Reader) error {
		got, err := r.LastMessages(worldCharters[0], "line-test", 3)
		if err != nil || len(got) != 3 || got[0].ID != list[4].ID || got[1].ID != list[3].ID || got[2].ID != list[1].ID {
			t.Errorf("%v, %v", got, err)
		}
		texts, err := r.LastMessages(worldCharters[0], "text", 3)
		others, err2 := r.LastMessages(worldCharters[1], "line-test", 3)
		if len(texts)+len(others) > 0 || err != nil || err2 != nil {
			t.Errorf("%v %v, %v %v", texts, others, err, err2)
		}
		return nil
	})
}

// RunningClocks: "not raised, Due at most until, ascending Due"; RaisedClocks: "ascending Since". PutAckClock "inserts or
// replaces by (message, peer)"; DropAckClock: "a missing one is no error".
func testClocks(t *testing.T, s store.Store) {
	clock := func(n int, since, due parley.Millis, raised bool) store.AckClock {
		return store.AckClock{Message: worldIDs[n], Charter: worldCharters[0], Peer: "south", Own: n%2 == 0, Precedence: parley.Flash, Since: since, Due: due, Raised: raised}
	}
	a, b, c, d := clock(0, 10, 40, false), clock(1, 20, 30, false), clock(2, 30, 35, true), clock(3, 5, 50, true)
	update(t, s, func(tx store.Tx) error {
		for _, x := range []store.AckClock{a, b, c, d} {
			if err := tx.PutAckClock(x); err != nil {
				return err
			}
		}
		return tx.DropAckClock(worldIDs[7], "south")
	})
	holds := func(until parley.Millis, limit int, running string, raised ...store.AckClock) {
		t.Helper()
		view(t, s, func(r store.Reader) error {
			got, err := r.RunningClocks(until, limit)
			said, err2 := r.RaisedClocks(worldCharters[0], "south", 9)
			other, err3 := r.RaisedClocks(worldCharters[0], "north", 9)
			if fmt.Sprint(got) != running || fmt.Sprint(said) != fmt.Sprint(raised) || len(other) > 0 || err != nil || err2 != nil || err3 != nil {
				t.Errorf("until %d: running %v, raised %v %v, %v %v %v", until, got, said, other, err, err2, err3)
			}
			return nil
		})
	}
	holds(100, 9, fmt.Sprint([]store.AckClock{b, a}), d, c)
	holds(39, 9, fmt.Sprint([]store.AckClock{b}), d, c)
	holds(30, 9, fmt.Sprint([]store.AckClock{b}), d, c)
	holds(100, 1, fmt.Sprint([]store.AckClock{b}), d, c)
	b.Raised, b.Recorded = true, true
	update(t, s, func(tx store.Tx) error {
		if err := tx.PutAckClock(b); err != nil {
			return err
		}
		return tx.DropAckClock(d.Message, d.Peer)
	})
	holds(100, 9, fmt.Sprint([]store.AckClock{a}), b, c)
	view(t, s, func(r store.Reader) error {
		got, err := r.AckClock(a.Message, "south")
		if got != a || err != nil {
			t.Errorf("%v, %v", got, err)
		}
		_, err = r.AckClock(a.Message, "north")
		missing(t, err)
		return nil
	})
}

// AddLineTime: "adds Ms to what stands there"; LineTimes: "from <= Day < to", in ascending order.
func testLineTimes(t *testing.T, s store.Store) {
	at := func(day int64, state string, ms int64) store.LineTime {
		return store.LineTime{Charter: worldCharters[0], Peer: "south", Day: day, Bearer: "tls", State: state, Ms: ms}
	}
	update(t, s, func(tx store.Tx) error {
		for _, x := range []store.LineTime{at(8, "up", 5), at(7, "up", 1), at(7, "no-path", 2), at(7, "up", 3), at(9, "up", 4)} {
			if err := tx.AddLineTime(x); err != nil {
				return err
			}
		}
		return nil
	})
	view(t, s, func(r store.Reader) error {
		got, err := r.LineTimes(worldCharters[0], "south", 7, 9)
		if want := []store.LineTime{at(7, "no-path", 2), at(7, "up", 4), at(8, "up", 5)}; fmt.Sprint(got) != fmt.Sprint(want) || err != nil {
			t.Errorf("%v, %v", got, err)
		}
		return nil
	})
}

func (c chooser) putClock() operation {
	x := store.AckClock{
		Message: c.id(), Charter: pick(c, worldCharters), Peer: pick(c, worldParties), Own: c.one(2), Recorded: c.one(2),
		Precedence: parley.Precedence(c.IntN(parley.NumPrecedences)), Since: c.millis(), Due: c.millis(), Raised: c.one(2),
	}
	return operation{"PutAckClock", func(tx store.Tx) error { return tx.PutAckClock(x) }}
}

func (c chooser) dropClock() operation {
	id, peer := c.id(), pick(c, worldParties)
	return operation{"DropAckClock", func(tx store.Tx) error { return tx.DropAckClock(id, peer) }}
}

func (c chooser) addLineTime() operation {
	x := store.LineTime{Charter: pick(c, worldCharters), Peer: pick(c, worldParties), Day: int64(c.IntN(3)), Bearer: "tls", State: pick(c, worldNames), Ms: int64(c.IntN(99))}
	return operation{"AddLineTime", func(tx store.Tx) error { return tx.AddLineTime(x) }}
}

func lineQuestions() (qs []question) {
	for _, c := range worldCharters {
		for _, form := range worldForms {
			for _, limit := range []int{1, 3} {
				qs = append(qs, question{"last of " + form, func(r store.Reader) (any, error) { return r.LastMessages(c, form, limit) }})
			}
		}
		for _, p := range worldParties {
			qs = append(qs,
				question{"clock", func(r store.Reader) (any, error) { return r.AckClock(worldIDs[1], p) }},
				question{"raised clocks", func(r store.Reader) (any, error) { return r.RaisedClocks(c, p, 3) }},
				question{"line times", func(r store.Reader) (any, error) { return r.LineTimes(c, p, 0, 2) }})
		}
	}
	for _, until := range []parley.Millis{0, 1 << 40, parley.MaxMillis} {
		qs = append(qs, question{"running clocks", func(r store.Reader) (any, error) { return r.RunningClocks(until, 4) }})
	}
	return qs
}
