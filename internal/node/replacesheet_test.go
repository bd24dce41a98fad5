package node

import (
	"parley"
	"parley/charter"
	"parley/wire"
)

// sealed builds and signs a text to south under a sheet's number.
func (w *world) sealed(from parley.PartyID, key parley.Signer, text string, sheet uint64) *wire.Envelope {
	w.t.Helper()
	p := w.message(from, "south", parley.Flash, text)
	p.Roster = sheet
	e, err := wire.Seal(p, w.id, key)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func (w *world) hand(from parley.PartyID, e *wire.Envelope) string {
	w.t.Helper()
	s, err := w.stations[from].node.Submit(w.t.Context(), e.Encode(), Who{User: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	return s.ID
}

// replaceRunning has a running station replace keys by a new sheet.
func (w *world) replaceRunning(id parley.PartyID, roles ...string) {
	w.t.Helper()
	s := w.stations[id]
	old := mustSheet(w.t, s.file.Sheet)
	for _, role := range roles {
		s.keys[role] = testKey(string(id) + " " + role + " again")
	}
	s.makeSheet(w.t, old)
	if _, err := s.node.ReplaceSheet(w.t.Context(), Replacement{PartyFile: s.file.Encode(), Who: Who{User: "test"}}); err != nil {
		w.t.Fatal(err)
	}
}

// keysFor finds the keys of a station's sheet.
func (s *station) keysFor(*charter.Sheet) (Keys, error) {
	return Keys{Log: s.signer("log"), Cosigner: s.signer("cosigner"), Link: s.keys["link"], Duty: s.keys["duty"]}, nil
}

func (s *station) save(file []byte) error {
	if s.saves == nil {
		return nil
	}
	return s.saves(file)
}
