package node

import (
	"context"
	"crypto/ed25519"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/bearer"
	"parley/internal/simnet"
)

// radio gives both stations a second bearer, narrow and not reliable, that costs more.
func (w *world) radio(p simnet.Path, change func(*Bearer)) {
	name := func(id parley.PartyID) string { return string(id) + ".radio:1" }
	w.net.Link(name("north"), name("south"), p)
	for _, id := range w.order {
		s := w.stations[id]
		s.further = func() []Bearer {
			b := Bearer{Name: "hf", Kind: "udp", Cost: 10, Rate: 2400, To: map[parley.PartyID]string{"north": name("north"), "south": name("south")}}
			b.Listener = w.net.Listen(name(id), s.keys["link"].Public(), false)
			b.Dial = func(ctx context.Context, to string, peer ed25519.PublicKey) (bearer.Session, error) {
				return w.net.Dial(ctx, name(id), to, s.keys["link"].Public(), peer, false)
			}
			change(&b)
			return []Bearer{b}
		}
	}
}

func (w *world) bearer(at parley.PartyID, name string) BearerView {
	w.t.Helper()
	for _, b := range w.line(at).Bearers {
		if b.Name == name {
			return b
		}
	}
	w.t.Fatalf("%s has no bearer %s", at, name)
	return BearerView{}
}

// [LINK-93] The back-up is tested whenever a line test is due: a radio that falls silent without notice is seen, though nothing
// else goes over it. [LINK-53] Line days tell of each bearer by its name.
func TestBackUpIsTested(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 44, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.radio(simnet.Path{Delay: 300 * time.Millisecond, Rate: 2400}, func(*Bearer) {})
		w.start("north")
		w.start("south")
		time.Sleep(3*time.Hour + 10*time.Minute)
		b := w.bearer("north", "hf")
		if b.State != "up" || b.Cost != 10 || b.Tested == nil || b.TestAnswered == nil || b.RTTMs == nil || *b.RTTMs < 600 || b.Measured || *b.RateBits != 2400 {
			t.Fatalf("%+v", b)
		}
		w.net.Cut("north.radio:1", "south.radio:1")
		time.Sleep(3 * time.Hour)
		if b = w.bearer("north", "hf"); b.State == "up" || b.Tested == nil || b.TestAnswered == nil || *b.TestAnswered >= *b.Tested {
			t.Errorf("silent for three hours: %+v", b)
		}
		if s := w.line("north").State; s != "up" {
			t.Errorf("the line is %s", s)
		}
		w.net.Restore("north.radio:1", "south.radio:1")
		time.Sleep(3 * time.Hour)
		if b = w.bearer("north", "hf"); b.State != "up" || *b.TestAnswered < *b.Tested {
			t.Errorf("restored: %+v", b)
		}
		time.Sleep(20 * time.Hour)
		days, err := w.stations["north"].node.LineHistory(t.Context(), LineQuery{}, 2)
		if err != nil || len(days) != 4 || days[0].Bearer != "hf" || days[1].Bearer != "tls" || days[0].Theirs == nil {
			t.Fatalf("%+v, %v", days, err)
		}
		hf, tls := days[0].Ours.Minutes, days[1].Ours.Minutes
		t.Logf("hf %v, tls %v", hf, tls)
		if away := hf["no-path"] + hf["no-node"]; away < 120 || away > 185 || tls["no-path"]+tls["no-node"] > 1 || sum(hf) != sum(tls) {
			t.Errorf("the radio was away for three hours: hf %v, tls %v", hf, tls)
		}
		w.checkPromises()
	})
}

// Outside its hours a bearer is not seen, and its line day says nothing of that time.
func TestHoursAreNotCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 45, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		from := wall().UTC().Hour()*60 + 60
		w.radio(simnet.Path{Delay: 300 * time.Millisecond, Rate: 2400}, func(b *Bearer) { b.Hours = []Hours{{from, from + 120}} })
		w.start("north")
		w.start("south")
		time.Sleep(30 * time.Minute)
		if b := w.bearer("north", "hf"); b.State != "outside-hours" || len(b.Hours) != 3 {
			t.Errorf("before its hours: %+v", b)
		}
		time.Sleep(time.Hour)
		if b := w.bearer("north", "hf"); b.State != "up" {
			t.Errorf("in its hours: %+v", b)
		}
		time.Sleep(4 * time.Hour)
		days, err := w.stations["north"].node.LineHistory(t.Context(), LineQuery{}, 1)
		if err != nil || len(days) != 2 {
			t.Fatalf("%+v, %v", days, err)
		}
		if hf := days[0].Ours.Minutes; sum(hf) < 115 || sum(hf) > 125 {
			t.Errorf("of two hours the line day tells %v", hf)
		}
	})
}
