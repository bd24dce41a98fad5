package node

import (
	"crypto/ed25519"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/dictionary"
	"parley/internal/simnet"
	"parley/wire"
)

// [LINK-86] Where the charter names a dictionary that both hold, messages go packed, over either kind of bearer and through a
// restart in the middle; each arrives once, and the records verify.
func TestPackedBetweenNodes(t *testing.T) {
	for _, reliable := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorldUnder(t, 77, reliable, func(c *charter.Charter) {
				id := parley.Sum(dictionary.Ready()[0])
				c.Dictionary = &id
			}, "north", "south")
			defer w.stopAll()
			packed := 0
			w.tap = func(_ parley.PartyID, _ ed25519.PublicKey, frame []byte) {
				if !reliable { // its number stands before it
					frame = frame[8:]
				}
				if wire.PeekType(frame) == wire.TypePacked {
					packed++
				}
			}
			w.link("north", "south", simnet.Path{Delay: 300 * time.Millisecond, Rate: 9600})
			w.start("north")
			w.start("south")
			time.Sleep(time.Minute)
			sent := map[parley.PartyID][]string{}
			say := func(p parley.Precedence, text string) {
				for _, pair := range [][2]parley.PartyID{{"north", "south"}, {"south", "north"}} {
					sent[pair[0]] = append(sent[pair[0]], w.send(pair[0], pair[1], p, text))
				}
			}
			say(parley.Flash, "Two aircraft of ours are north of the river because of the weather. They are not armed. Please confirm.")
			say(parley.Routine, strings.Repeat("Учение закончится завтра в полдень. ", 150)) // in many pieces
			time.Sleep(3 * time.Second)
			w.stop("south")
			w.start("south")
			for from, ids := range sent {
				for _, id := range ids {
					w.wait(from, id, "recorded", 10*time.Minute)
				}
			}
			if packed < 6 {
				t.Errorf("reliable %v: %d frames went packed", reliable, packed)
			}
			time.Sleep(time.Minute)
			w.checkPromises()
			w.checkArrived(sent)
		})
	}
}
