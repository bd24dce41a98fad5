package node

import (
	"strings"

	"parley"
	"parley/officer"
	"parley/wire"
)

// officerKey is the key of an officer of a station.
func officerKey(party parley.PartyID, id officer.ID) officer.Signer {
	return officer.Ed25519(testKey(string(party) + " officer " + string(id)))
}

// enrols is the entry by which an officer comes to a station's only post.
func enrols(party parley.PartyID, id officer.ID, rights officer.Rights) *officer.Enrol {
	return &officer.Enrol{Officer: id, Posts: []officer.Post{{Post: "duty", Rights: rights}}, Keys: []officer.Key{officerKey(party, id).Key()}, From: parley.MillisOf(wall())}
}

// nextAct returns an act of a running station that follows the page in force, unsigned.
func (w *world) nextAct(id parley.PartyID, entries ...officer.Entry) *officer.Act {
	w.t.Helper()
	v, err := w.stations[id].node.Roster(w.t.Context(), "", "")
	if err != nil {
		w.t.Fatal(err)
	}
	previous, err := parley.ParseHash(v.PageHash)
	if err != nil {
		w.t.Fatal(err)
	}
	return &officer.Act{Party: id, Charter: w.id, Number: v.Page + 1, Time: parley.MillisOf(wall()), Previous: previous, Entries: entries}
}

// act is nextAct signed by the root and by every key that it enrols.
func (w *world) act(id parley.PartyID, entries ...officer.Entry) []byte {
	w.t.Helper()
	return w.signAct(w.nextAct(id, entries...), id, officer.Ed25519(w.stations[id].keys["root"]))
}

// signAct has signers and every key of a station's officers that an act enrols sign it.
func (w *world) signAct(a *officer.Act, id parley.PartyID, signers ...officer.Signer) []byte {
	w.t.Helper()
	for _, e := range a.Entries {
		if e, ok := e.(*officer.Enrol); ok {
			signers = append(signers, officerKey(id, e.Officer))
		}
	}
	b, err := a.Sign(signers...)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// enterAct enters a roster act at a running station.
func (w *world) enterAct(id parley.PartyID, act []byte) RosterActView {
	w.t.Helper()
	v, err := w.stations[id].node.EnterRosterAct(w.t.Context(), ActEntering{Act: act, Who: Who{User: "test"}})
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// officersAt says who serves in the roster of a party as a station knows it, and how many roster acts it has.
func (w *world) officersAt(id, of parley.PartyID) string {
	w.t.Helper()
	v, err := w.stations[id].node.Roster(w.t.Context(), "", string(of))
	if err != nil {
		w.t.Fatal(err)
	}
	var all []string
	for _, o := range v.Officers {
		all = append(all, o.ID+" "+o.State)
	}
	return strings.Join(all, ", ")
}

// by seals a message that officers have released.
func (w *world) by(from parley.PartyID, p *wire.Payload, ids ...officer.ID) []byte {
	w.t.Helper()
	v, err := w.stations[from].node.Roster(w.t.Context(), "", "")
	if err != nil {
		w.t.Fatal(err)
	}
	p.Roster = v.Page
	b := p.Encode()
	e := wire.Envelope{Version: wire.EnvelopeVersion, Payload: b}
	for _, id := range ids {
		s, err := officerKey(from, id).Sign(wire.UseMessage, w.id[:], b)
		if err != nil {
			w.t.Fatal(err)
		}
		e.Signatures = append(e.Signatures, s)
	}
	wire.SortSignatures(e.Signatures)
	return e.Encode()
}
