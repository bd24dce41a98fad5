package node

import (
	"strings"

	"parley"
	"parley/internal/store"
	"parley/officer"
	"parley/wire"
)

// staffKey is a key of an officer of a station, by its name.
func staffKey(party parley.PartyID, name string) officer.Signer {
	return officer.Ed25519(testKey(string(party) + " staff " + name))
}

// staffed is the entry by which an officer comes to the post duty, with keys of these names.
func staffed(party parley.PartyID, id officer.ID, rights officer.Rights, keys ...string) *officer.Enrol {
	e := &officer.Enrol{Officer: id, Posts: []officer.Post{{Post: "duty", Rights: rights}}, From: parley.MillisOf(wall())}
	for _, k := range append([]string{string(id)}, keys...) {
		e.Keys = append(e.Keys, staffKey(party, k).Key())
	}
	return e
}

// staff enters a roster in the record of a station: dan drafts, rex reviews, lea and leo release, all does everything and
// has two keys, wim watches.
func (w *world) staff(party parley.PartyID) *officer.Act {
	w.t.Helper()
	return w.change(party, staffed(party, "dan", officer.Draft), staffed(party, "rex", officer.Review), staffed(party, "lea", officer.Release),
		staffed(party, "leo", officer.Release), staffed(party, "all", 15, "all/2"), staffed(party, "wim", officer.Watch))
}

// change enters a roster act, signed by the root, in the record of a station, and has every other station learn it.
func (w *world) change(party parley.PartyID, entries ...officer.Entry) *officer.Act {
	w.t.Helper()
	a, b := w.nextPage(party, entries...)
	for _, id := range w.order {
		w.learn(id, a, b)
	}
	w.enterPage(party, a)
	return a
}

// nextPage signs the act that follows the page in force.
func (w *world) nextPage(party parley.PartyID, entries ...officer.Entry) (*officer.Act, []byte) {
	w.t.Helper()
	n := w.stations[party].node
	var st standing
	err := n.cfg.Store.View(func(r store.Reader) (err error) { st, err = standingNow(r, n.tables()[0]); return err })
	if err != nil {
		w.t.Fatal(err)
	}
	a := &officer.Act{Party: party, Charter: w.id, Number: st.page.number + 1, Time: parley.MillisOf(wall()), Previous: st.page.hash, Entries: entries}
	signers := []officer.Signer{officer.Ed25519(w.stations[party].keys["root"])}
	for _, e := range entries {
		if e, ok := e.(*officer.Enrol); ok {
			for i := range e.Keys {
				name := string(e.Officer)
				if i > 0 {
					name += "/2"
				}
				signers = append(signers, staffKey(party, name))
			}
		}
	}
	b, err := a.Sign(signers...)
	if err != nil {
		w.t.Fatal(err)
	}
	if a, err = officer.Parse(b); err != nil {
		w.t.Fatal(err)
	}
	return a, b
}

// learn has a station hold a roster act, as one that was asked for.
func (w *world) learn(id parley.PartyID, a *officer.Act, b []byte) {
	w.t.Helper()
	n := w.stations[id].node
	row := store.RosterAct{Charter: w.id, Party: a.Party, Number: a.Number, Hash: a.Hash(), Bytes: b}
	if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.AddRosterAct(row) }); err != nil {
		w.t.Fatal(err)
	}
	n.tables()[0].seat(a.Party).addAct(a, b)
	n.pagesChanged()
}

// enterPage enters a roster act that a station holds in its record.
func (w *world) enterPage(party parley.PartyID, a *officer.Act) {
	w.t.Helper()
	n := w.stations[party].node
	if _, _, err := n.recorder.do(&job{t: n.tables()[0], kind: wire.LeafSheet, id: a.Hash(), precedence: parley.Immediate}); err != nil {
		w.t.Fatal(err)
	}
}

var usesOf = map[string]string{"draft": wire.UseDraft, "review": wire.UseReview, "release": wire.UseMessage, "emergency": wire.UseEmergency}

// signedBy returns a message that keys have signed, each "name use": names of staffKey, or "operator" or "duty" of the sheet.
func (w *world) signedBy(p *wire.Payload, words ...string) *wire.Envelope {
	w.t.Helper()
	var all []wire.Signature
	for _, word := range words {
		name, use, _ := strings.Cut(word, " ")
		key := staffKey(p.From.Party, name)
		if k := w.stations[p.From.Party].keys[name]; k != nil {
			key = officer.Ed25519(k)
		}
		s, err := key.Sign(usesOf[use], w.id[:], p.Encode())
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, s)
	}
	e, err := wire.Enclose(p.Encode(), all)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

// slipSigned has a dishonest node enter and send a message that its own checks may refuse.
func (w *world) slipSigned(p *wire.Payload, e *wire.Envelope) string {
	w.t.Helper()
	n := w.stations[p.From.Party].node
	j := n.sentJob(n.tables()[0], e.ID(), parley.Sum(e.Payload), e.Encode(), p)
	j.check = nil
	if _, _, err := n.recorder.do(j); err != nil {
		w.t.Fatal(err)
	}
	return e.ID().String()
}

// numbered is a message that names the page in force in its author's record.
func (w *world) numbered(from, to parley.PartyID, p parley.Precedence, text string) *wire.Payload {
	w.t.Helper()
	m := w.message(from, to, p, text)
	n := w.stations[from].node
	n.cfg.Store.View(func(r store.Reader) error {
		st, err := standingNow(r, n.tables()[0])
		m.Roster = st.page.number
		return err
	})
	return m
}
