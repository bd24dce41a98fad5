package node

import (
	"context"

	"parley"
	"parley/charter"
	"parley/internal/store"
)

// SheetKeysView is the newest sheet of a party that is held: its keys by their ids, and where its node is reached.
type SheetKeysView struct {
	Party     string         `json:"party"`
	Number    uint64         `json:"number"`
	Made      string         `json:"made"` // by the party's clock
	Keys      []SheetKeyView `json:"keys"`
	Addresses []string       `json:"addresses"`
	RPIDs     []string       `json:"rp_ids"`
}

// SheetKeyView is one key. Role is root, log, cosigner, link, duty or operator; Post is that of an operator.
type SheetKeyView struct {
	Role string `json:"role"`
	Post string `json:"post"`
	ID   string `json:"id"`
}

// Sheets returns the newest sheets of all parties of a charter, in its order.
func (n *Node) Sheets(ctx context.Context, name string) ([]SheetKeysView, error) {
	t, err := n.tableNamed(name)
	if err != nil {
		return nil, err
	}
	out := []SheetKeysView{}
	for _, s := range t.seats() {
		out = append(out, sheetKeysView(s.newest()))
	}
	return out, nil
}

func sheetKeysView(sh *charter.Sheet) SheetKeysView {
	v := SheetKeysView{Party: string(sh.Party), Number: sh.Number, Made: sh.Time.String(), Keys: []SheetKeyView{}, Addresses: append([]string{}, sh.Addresses...), RPIDs: append([]string{}, sh.RPIDs...)}
	add := func(role string, post parley.PostID, key []byte) {
		v.Keys = append(v.Keys, SheetKeyView{role, string(post), parley.KeyIDOf(key).String()})
	}
	add("root", "", sh.Root)
	add("log", "", sh.Log)
	add("cosigner", "", sh.Cosigner)
	add("link", "", sh.Link)
	add("duty", "", sh.Duty)
	for _, o := range sh.Operators {
		add("operator", o.Post, o.Key)
	}
	return v
}

// RosterActLine is a roster act that stands in a party's record, by its number; what it does is one sentence for each entry.
type RosterActLine struct {
	Number  uint64  `json:"number"`
	Made    string  `json:"made"`    // by whoever made it
	Entered *string `json:"entered"` // the date of its leaf
	Words   string  `json:"words"`
}

// addActs lists the acts below a place of the record, in the order in which they stand there.
func (v *RosterView) addActs(r store.Reader, s *seat, below uint64) error {
	acts, err := enteredActs(r, s, below)
	for _, a := range acts {
		entered, err := dateOfEntry(r, s.log, a.at)
		if err != nil {
			return err
		}
		v.Acts = append(v.Acts, RosterActLine{a.Number, a.Time.String(), entered, a.Words()})
	}
	return err
}
