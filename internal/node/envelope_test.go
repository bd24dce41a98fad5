package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/wire"
)

// "Envelope returns the bytes of a message as they were signed": their SHA-256 is its id.
func TestEnvelope(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		south := w.start("south")
		id := w.send("north", "south", parley.Flash, "Read this.")
		w.wait("north", id, "recorded", time.Minute)
		b, err := south.Envelope(t.Context(), id[:12])
		if _, _, bad := wire.DecodeEnvelope(b); err != nil || bad != nil || parley.Sum(b).String() != id {
			t.Errorf("the bytes of the message: %v %v", err, bad)
		}
		if _, err := south.Envelope(t.Context(), "00000000"); parley.CodeOf(err) != parley.CodeNotFound {
			t.Errorf("of a message that is not held: %v", err)
		}
	})
}
