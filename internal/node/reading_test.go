package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
)

// [CHR-73] A node MUST show or give subjects, bodies, names and bytes of attachments, and what follows from them, of messages
// under a restricted charter to nobody but those who act for a reader.
func TestReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 1, true, func(c *charter.Charter) {
			c.Restricted = map[string]string{"en": "It creates no protection."}
			for i := range c.Parties {
				c.Parties[i].Readers = c.Parties[i].Posts[:1]
			}
		}, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: time.Millisecond})
		north := w.start("north")
		w.start("south")
		id := w.write("north", "south", "The clinic is at the ford.")
		w.wait("north", id, "recorded", time.Minute)
		post := north.table(w.id).charter().Party("north").Readers[0]
		for name, x := range map[string]struct {
			as    Reading
			reads bool
		}{
			"the account of the node": {Reading{All: true}, true}, "a reader": {Reading{Post: post}, true}, "another post": {Reading{Post: "air"}, false},
			"an officer": {Reading{Posts: map[parley.Hash][]parley.PostID{w.id: {"air", post}}}, true}, "one under another charter": {Reading{Posts: map[parley.Hash][]parley.PostID{{1}: {post}}}, false},
			"nobody": {Reading{}, false},
		} {
			ctx := As(t.Context(), x.as)
			m, err := north.Show(ctx, id)
			if err != nil || m.Withheld == x.reads || (m.Text != nil) != x.reads || some(m.Caution) != "It creates no protection." || m.DTG == "" {
				t.Errorf("%s is shown %+v, %v", name, m, err)
			}
			list, err := north.Sent(ctx, Query{Search: "clinic"})
			if err != nil || (len(list) == 1) != x.reads {
				t.Errorf("%s finds %d, %v", name, len(list), err)
			}
			if b, err := north.Envelope(ctx, id); (b != nil) != x.reads || (parley.CodeOf(err) == parley.CodePolicy) == x.reads {
				t.Errorf("%s is given %d bytes, %v", name, len(b), err)
			}
		}
	})
}
