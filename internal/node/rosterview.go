package node

import (
	"context"
	"fmt"
	"strings"

	"parley"
	"parley/internal/store"
	"parley/officer"
)

// RosterView is the roster of a party under one charter, as this node knows it by now.
type RosterView struct {
	Charter  string          `json:"charter"`
	Party    string          `json:"party"`
	Number   uint64          `json:"number"` // of the last roster act; 0: there is none, and the operator keys of the sheet sign
	Time     *string         `json:"time"`   // of that act
	Page     uint64          `json:"page"`   // number of the sheet or roster act in force: the next act has the next one
	PageHash string          `json:"page_hash"`
	Root     string          `json:"root"`   // root key in force, in hexadecimal
	Quorum   int             `json:"quorum"` // administrators who sign an act that the root does not sign
	Officers []OfficerView   `json:"officers"`
	Acts     []RosterActLine `json:"acts"` // in the order of the record
}

// OfficerView is one officer of a roster.
type OfficerView struct {
	ID    string           `json:"id"`
	Name  *string          `json:"name"`
	State string           `json:"state"` // serves, not yet, ended or revoked
	From  string           `json:"from"`
	Until *string          `json:"until"`
	Posts []RightsView     `json:"posts"`
	Keys  []OfficerKeyView `json:"keys"`
}

// RightsView is what an officer may do at one post.
type RightsView struct {
	Post   string   `json:"post"`
	Rights []string `json:"rights"`
}

// OfficerKeyView is a key that an officer has or had.
type OfficerKeyView struct {
	ID          string  `json:"id"`
	Kind        string  `json:"kind"` // ed25519, ssh or passkey
	InForce     bool    `json:"in_force"`
	Compromised *string `json:"compromised"` // declared: since when it may have been in other hands
	Key         []byte  `json:"key"`         // its encoding (7.2)
}

// Roster returns the roster of a party, or, where none is named, of this one.
func (n *Node) Roster(ctx context.Context, name, party string) (v RosterView, err error) {
	t, err := n.tableNamed(name)
	if err != nil {
		return v, err
	}
	s := t.own()
	if party != "" {
		if s = t.seat(parley.PartyID(party)); s == nil {
			return v, parley.Errorf(parley.CodeUnknownParty, "%.40q is no party of the charter", party)
		}
	}
	err = n.cfg.Store.View(func(r store.Reader) error {
		size, err := r.LogSize(s.log)
		if err != nil {
			return err
		}
		page, err := s.pageAt(r, size)
		if err != nil {
			return err
		}
		roster, err := rosterAt(r, t, s, size)
		root := t.rootOf(s)
		v = RosterView{Charter: t.id.String(), Party: string(s.id), Page: page.number, PageHash: page.hash.String(), Root: fmt.Sprintf("%x", root[:]), Quorum: officer.DefaultQuorum, Officers: []OfficerView{}, Acts: []RosterActLine{}}
		if roster != nil {
			v.Number, v.Quorum, v.Time = roster.Number(), roster.Quorum(), timeOrNull(roster.Time())
			v.addOfficers(roster, n.now())
		}
		if err != nil {
			return err
		}
		return v.addActs(r, s, size)
	})
	return v, err
}

func (v *RosterView) addOfficers(r *officer.Roster, now parley.Millis) {
	for _, o := range r.Officers() {
		x := OfficerView{ID: string(o.ID), State: stateOfOfficer(o, now), From: o.From.String(), Posts: []RightsView{}, Keys: []OfficerKeyView{}}
		if o.Name != "" {
			x.Name = &o.Name
		}
		if o.Until != nil {
			x.Until = timeOrNull(*o.Until)
		}
		for _, p := range o.Posts {
			x.Posts = append(x.Posts, RightsView{string(p.Post), strings.Split(p.Rights.String(), ",")})
		}
		for _, h := range r.KeysOf(o.ID) {
			k := OfficerKeyView{ID: h.Key.ID().String(), Kind: h.Key.Kind.String(), InForce: !h.Out, Key: h.Key.Encode()}
			if h.Compromised != nil {
				k.Compromised = timeOrNull(*h.Compromised)
			}
			x.Keys = append(x.Keys, k)
		}
		v.Officers = append(v.Officers, x)
	}
}

func stateOfOfficer(o officer.Officer, now parley.Millis) string {
	switch {
	case o.Revoked:
		return "revoked"
	case now < o.From:
		return "not yet"
	case !o.ValidAt(now):
		return "ended"
	}
	return "serves"
}
