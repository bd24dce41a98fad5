package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/wire"
)

// slip has a dishonest node enter and send what its own checks would refuse.
func (w *world) slip(from parley.PartyID, p *wire.Payload, edition parley.Hash, key parley.Signer) string {
	w.t.Helper()
	e := &wire.Envelope{Version: wire.EnvelopeVersion, Payload: p.Encode()}
	sig, err := wire.SignBytes(key, wire.AAD(wire.UseMessage, edition[:]), e.Payload)
	if err != nil {
		w.t.Fatal(err)
	}
	e.Signatures = []wire.Signature{sig}
	n := w.stations[from].node
	b := e.Encode()
	j := n.sentJob(n.tables()[0], e.ID(), parley.Sum(e.Payload), b, p)
	j.check = nil
	if _, _, err := n.recorder.do(j); err != nil {
		w.t.Fatal(err)
	}
	return e.ID().String()
}

// P7: "Refused" is a verdict on effect; the text is stored and shown. Only what no key of that party ever signed is
// dropped, and that is counted.
func TestRefusedIsShownAndForgedIsDropped(t *testing.T) {
	cases := []struct {
		name   string
		change func(w *world, p *wire.Payload) (edition parley.Hash, key parley.Signer)
		code   int // expected refusal, -1 for dropped
	}{
		{"a form that the charter has not", func(w *world, p *wire.Payload) (parley.Hash, parley.Signer) {
			p.Form = "weather"
			return w.id, w.stations["north"].keys["operator"]
		}, int(parley.RefusedForm)},
		{"an act of a procedure that the charter has not", func(w *world, p *wire.Payload) (parley.Hash, parley.Signer) {
			p.Act, p.Participants = "open", []parley.PartyID{"north", "south"}
			return w.id, w.stations["north"].keys["operator"]
		}, int(parley.RefusedForm)},
		{"a handling marking that the charter has not", func(w *world, p *wire.Payload) (parley.Hash, parley.Signer) {
			p.Handling = "NOBODY KNOWS"
			return w.id, w.stations["north"].keys["operator"]
		}, int(parley.RefusedHandling)},
		{"not marked as exercise", func(w *world, p *wire.Payload) (parley.Hash, parley.Signer) {
			p.Exercise = false
			return w.id, w.stations["north"].keys["operator"]
		}, int(parley.RefusedExercise)},
		{"a post that nobody has", func(w *world, p *wire.Payload) (parley.Hash, parley.Signer) {
			post := parley.PostID("kitchen")
			p.Action[0].Post = &post
			return w.id, w.stations["north"].keys["operator"]
		}, int(parley.RefusedAddressees)},
		{"signed by the node itself", func(w *world, p *wire.Payload) (parley.Hash, parley.Signer) {
			return w.id, w.stations["north"].keys["duty"]
		}, int(parley.RefusedSignature)},
		{"an older sheet", func(w *world, p *wire.Payload) (parley.Hash, parley.Signer) {
			p.Roster = 0
			return w.id, w.stations["north"].keys["operator"]
		}, int(parley.RefusedRoster)},
		{"a stranger's key", func(w *world, p *wire.Payload) (parley.Hash, parley.Signer) {
			return w.id, testKey("a stranger")
		}, -1},
		{"the right key under the wrong charter", func(w *world, p *wire.Payload) (parley.Hash, parley.Signer) {
			return parley.Sum([]byte("another charter")), w.stations["north"].keys["operator"]
		}, -1},
		{"the receiver's own key", func(w *world, p *wire.Payload) (parley.Hash, parley.Signer) {
			return w.id, w.stations["south"].keys["operator"]
		}, -1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 5, true, "north", "south")
				defer w.stopAll()
				w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
				w.start("north")
				w.start("south")
				p := w.message("north", "south", parley.Flash, "Read this all the same.")
				edition, key := c.change(w, p)
				id := w.slip("north", p, edition, key)
				time.Sleep(time.Minute)
				in, err := w.stations["south"].node.Inbox(t.Context(), Query{})
				if err != nil {
					t.Fatal(err)
				}
				sent, err := w.stations["north"].node.Show(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				refused := sent.Receipts["south"].Refused
				if c.code < 0 {
					if len(in) != 0 || refused != nil || sent.Receipts["south"].Recorded != nil {
						t.Fatalf("shown %d, receipts %+v", len(in), sent.Receipts["south"])
					}
					return
				}
				if len(in) != 1 || in[0].Text == nil || *in[0].Text != "Read this all the same." || len(in[0].Marks) == 0 {
					t.Fatalf("inbox %+v", in)
				}
				if refused == nil || refused.Code != c.code {
					t.Fatalf("refused %+v, want code %d", refused, c.code)
				}
				w.checkPromises()
			})
		})
	}
}

// [WIRE-7] The own node refuses, with a sentence, what the other side would refuse.
func TestSubmitRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 6, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		n := w.start("north")
		for _, c := range []struct {
			name   string
			change func(p *wire.Payload)
			code   parley.Code
		}{
			{"unknown party", func(p *wire.Payload) { p.Action[0].Party = "east" }, parley.CodeUnknownParty},
			{"unknown post", func(p *wire.Payload) { post := parley.PostID("kitchen"); p.Action[0].Post = &post }, parley.CodeUnknownParty},
			{"unknown form", func(p *wire.Payload) { p.Form = "weather" }, parley.CodeBadMessage},
			{"of another party", func(p *wire.Payload) { p.From.Party, p.Action[0].Party = "south", "north" }, parley.CodeBadMessage},
			{"future sheet", func(p *wire.Payload) { p.Roster = 2 }, parley.CodeBadMessage},
			{"expired", func(p *wire.Payload) { x := p.Time + 1; p.Expires = &x }, parley.CodeExpired},
		} {
			p := w.message("north", "south", parley.Routine, "A text.")
			c.change(p)
			b := w.seal("north", p)
			time.Sleep(time.Second)
			if _, err := n.Submit(t.Context(), b, Who{}); parley.CodeOf(err) != c.code {
				t.Errorf("%s: %v (%s)", c.name, err, parley.CodeOf(err))
			}
		}
		sent, err := n.Sent(t.Context(), Query{})
		if err != nil || len(sent) != 0 {
			t.Fatalf("sent %v %+v", err, sent)
		}
	})
}
