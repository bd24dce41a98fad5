package node

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/officer"
	"parley/record"
)

// populated returns what north holds at the end of a day in which all happened that leaves a row: texts to one and to
// two, receipts, acknowledgements and replies both ways, refusals both ways, an expiry, attachments whole and in part, a
// contradiction of south's with its proof, a head ahead of its leaves, a statement of a later volume, line tests.
func populated(t *testing.T) *storetest.Memory {
	t.Helper()
	onePopulated.once.Do(func() { onePopulated.memory = populate(t) })
	if onePopulated.memory == nil {
		t.Fatal("the day could not be made")
	}
	return onePopulated.memory
}

// onePopulated is made once: nobody changes it.
var onePopulated struct {
	once   sync.Once
	memory *storetest.Memory
}

func populate(t *testing.T) *storetest.Memory {
	t.Helper()
	var held *storetest.Memory
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 30, true, func(c *charter.Charter) { c.ReportOpened = true; withTalks(c) }, "east", "north", "south")
		defer w.stopAll()
		for _, pair := range [][2]parley.PartyID{{"east", "north"}, {"east", "south"}, {"north", "south"}} {
			w.link(pair[0], pair[1], simnet.Path{Delay: 10 * time.Millisecond})
		}
		for _, id := range w.order {
			w.start(id)
		}
		time.Sleep(time.Minute)
		forgotten := w.talk()
		w.refuse()
		w.proceed()
		w.swap()
		time.Sleep(time.Hour)
		w.wait("north", w.submit("north", w.opens("north", "east")), "recorded", time.Minute) // of which nobody will know the end
		time.Sleep(time.Minute)
		w.stop("east")
		w.submit("north", w.expiring("north", "east", time.Minute))
		time.Sleep(70 * time.Minute)
		w.net.SetPath("north.invalid:7420", "south.invalid:7420", simnet.Path{Delay: 10 * time.Millisecond, Rate: 16000})
		w.sendBlobs("south", "north", [16]byte{4}, w.upload("south", [16]byte{4}, "part.bin", pattern("a part", 200000)))
		time.Sleep(30 * time.Second)
		w.erase(forgotten)
		w.enterAct("south", w.act("south", enrols("south", "duty-1", officer.Release)))
		time.Sleep(time.Minute)
		w.accuse(t)
		w.stopAll()
		held = w.stations["north"].memory
	})
	return held
}

// talk has texts go both ways, with everything that may follow one. It returns two that nothing refers to.
func (w *world) talk() []string {
	for _, pair := range [][2]parley.PartyID{{"north", "south"}, {"south", "north"}} {
		a, b := pair[0], pair[1]
		id := w.send(a, b, parley.Flash, "A text that is read, acknowledged and answered.")
		w.wait(a, id, "recorded", time.Minute)
		if err := w.stations[b].node.MarkRead(w.t.Context(), id, Who{User: "officer", Post: "duty"}); err != nil {
			w.t.Fatal(err)
		}
		w.ack(b, id)
		w.wait(a, id, "acknowledged", time.Minute)
		w.wait(b, w.reply(b, a, id, "The answer."), "recorded", time.Minute)
	}
	two := w.say(w.stations["north"].node, "north", "To two.", "south", "east")
	w.wait("north", two, "recorded", time.Minute)
	others := w.say(w.stations["east"].node, "east", "To two others.", "north", "south")
	w.wait("east", others, "recorded", time.Minute)
	return []string{two, others}
}

// refuse has messages refused both ways.
func (w *world) refuse() {
	for _, pair := range [][2]parley.PartyID{{"north", "south"}, {"south", "north"}} {
		m := w.message(pair[0], pair[1], parley.Priority, "In a form that the charter has not.")
		m.Form = "no-such-form"
		w.slip(pair[0], m, w.id, w.stations[pair[0]].keys["operator"])
	}
	time.Sleep(time.Minute)
}

// proceed has a proceeding opened, answered, and opened again.
func (w *world) proceed() {
	for range 2 {
		p := w.submit("north", w.opens("north", "south"))
		w.wait("north", p, "recorded", time.Minute)
		w.wait("south", w.submit("south", w.acts("south", p, "accept", "north")), "recorded", time.Minute)
	}
}

// swap has attachments go both ways.
func (w *world) swap() {
	for i, pair := range [][2]parley.PartyID{{"north", "south"}, {"south", "north"}} {
		salt := [16]byte{byte(i + 1)}
		w.sendBlobs(pair[0], pair[1], salt, w.upload(pair[0], salt, "map.bin", pattern(string(pair[0]), 40000)), w.upload(pair[0], salt, "list.txt", []byte("a list")))
	}
	time.Sleep(10 * time.Minute)
}

// erase has north erase messages.
func (w *world) erase(ids []string) {
	for _, id := range ids {
		if _, err := w.stations["north"].node.Erase(w.t.Context(), id, "to be forgotten", Who{User: "test"}); err != nil {
			w.t.Fatal(err)
		}
	}
}

// accuse has north hold what a dishonest peer leaves behind, and rows of what happens rarely.
func (w *world) accuse(t *testing.T) {
	n := w.stations["north"].node
	tab := n.tables()[0]
	sign := func(party parley.PartyID, size uint64) store.Head {
		root := parley.Sum([]byte("another tree"))
		sig, err := record.SignHead(w.stations[party].keys["log"], tab.origin(party), size, root)
		if err != nil {
			t.Fatal(err)
		}
		return store.Head{Size: size, Root: root, Signature: sig, Seen: n.now()}
	}
	other := sign("south", 3)
	if err := n.foundFork(tab, tab.seat("south"), other); err != nil {
		t.Fatal(err)
	}
	v := &record.Volume{Charter: w.id, Party: "east", Number: 2, Reason: "the record was lost", Heads: []record.HeadAt{headAt(sign("east", 9))}}
	statement, err := record.SignVolume(w.stations["east"].keys["root"], v)
	if err != nil {
		t.Fatal(err)
	}
	leaving, err := readStatement(w.sign("east", "root", WithdrawalDraft{Charter: w.id, Edition: w.id, Party: "east", From: n.now()}))
	if err != nil {
		t.Fatal(err)
	}
	err = n.cfg.Store.Update(func(tx store.Tx) error {
		return errors.Join(tx.PutHead(tab.seat("south").log, other), tx.PutHead(tab.seat("east").log, sign("east", 1<<40)),
			tx.AddVolume(store.Volume{Log: store.LogID{Charter: w.id, Party: "east", Volume: 2}, Hash: record.VolumeHash(statement), Bytes: statement}),
			tx.AddStatement(leaving.row(tab)), tx.VoidPayload(parley.Sum([]byte("edited")), 5),
			tx.PutDraft(store.Draft{ID: store.DraftID{7}, Charter: w.id, Edition: w.id, State: store.DraftCancelled, User: "clerk", Made: 1, Changed: 2}), tx.PutWatch(store.Watch{ID: store.WatchID{7}, Post: "duty", User: "clerk", Taken: 1}), tx.PutMeta("a name", []byte("a value")),
			tx.AddLineTime(store.LineTime{Charter: w.id, Peer: "south", Day: 20000, Bearer: "tls", State: "up", Ms: 7}),
			tx.PutLineSecret(store.LineSecret{Root: [32]byte{7}, ID: store.SecretID{7}, Secret: make([]byte, 32)}),
			tx.PutAckClock(store.AckClock{Message: parley.Sum([]byte("m")), Charter: w.id, Peer: "south", Since: 1, Due: 2}))
	})
	if err != nil {
		t.Fatal(err)
	}
}
