package node

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/wire"
)

// "Traffic returns one page of the messages received or sent, the newest first; acknowledgements are not among them."
func TestTraffic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		north, south := w.start("north"), w.start("south")
		var ids []string
		for i, text := range []string{"Первый звонок", "Самолёт над рекой", "Третий", "Four"} {
			ids = append(ids, w.send("north", "south", parley.Precedence(i), text))
		}
		for _, id := range ids {
			w.wait("north", id, "recorded", time.Minute)
		}
		look := func(n *Node, q TrafficQuery) (out []string, v TrafficView) {
			t.Helper()
			v, err := n.Traffic(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range v.Rows {
				out = append(out, r.Precedence)
			}
			return out, v
		}
		for _, c := range []struct {
			q    TrafficQuery
			want string
		}{
			{TrafficQuery{Own: true}, "[flash immediate priority routine]"},
			{TrafficQuery{}, "[]"},
			{TrafficQuery{Own: true, Precedence: "flash"}, "[flash]"},
			{TrafficQuery{Own: true, Party: "south", Form: "text"}, "[flash immediate priority routine]"},
			{TrafficQuery{Own: true, Post: "air"}, "[]"},
			{TrafficQuery{Own: true, Form: "other"}, "[]"},
			{TrafficQuery{Own: true, Text: "САМОЛЕТ"}, "[priority]"},
			{TrafficQuery{Own: true, Text: "третии\u0306"}, "[immediate]"},
			{TrafficQuery{Own: true, Open: true}, "[flash immediate priority routine]"},
		} {
			if got, _ := look(north, c.q); fmt.Sprint(got) != c.want {
				t.Errorf("%+v gives %v, want %s", c.q, got, c.want)
			}
		}
		first, v := look(north, TrafficQuery{Own: true, Limit: 3})
		rest, v2 := look(north, TrafficQuery{Own: true, Limit: 3, Before: v.Next})
		if fmt.Sprint(first, rest) != "[flash immediate priority] [routine]" || v.Next == 0 || v2.Next != 0 {
			t.Errorf("pages %v (%d) and %v (%d)", first, v.Next, rest, v2.Next)
		}
		b, err := south.Envelope(t.Context(), ids[3][:12])
		if _, _, bad := wire.DecodeEnvelope(b); err != nil || bad != nil || parley.Sum(b).String() != ids[3] {
			t.Errorf("the bytes of the message: %v %v", err, bad)
		}
		w.ack("south", ids[3])
		w.wait("north", ids[3], "acknowledged", time.Minute)
		sent, _ := look(north, TrafficQuery{Own: true, Open: true})
		received, _ := look(south, TrafficQuery{Open: true}) // the lowest precedence came last
		if got := fmt.Sprint(sent, received); got != "[immediate priority routine] [routine priority immediate]" {
			t.Errorf("with the flash acknowledged open are %s", got)
		}
		if _, err := north.Traffic(t.Context(), TrafficQuery{Limit: 201}); parley.CodeOf(err) != parley.CodeUsage {
			t.Errorf("a page of 201: %v", err)
		}
	})
}
