package console

import (
	"net/http"
	"slices"
	"strings"

	"parley"
	"parley/internal/node"
)

// An OfficersPage is the roster of one party under one charter.
type OfficersPage struct {
	Frame
	Charters, Parties []Option
	Charter, Party    string // chosen
	Own               bool
	Number            uint64 // of the last act; 0: there is none
	Time              Instant
	Quorum            int
	Rows              []OfficerRow
	Acts              []ActLine
}

// An OfficerRow is one officer. State is serves, not-yet, ended or revoked.
type OfficerRow struct {
	ID, Name, State string
	From, Until     Instant
	Posts           []RightsRow
	Keys            []KeyRow
}

// A RightsRow is what an officer may do at a post: words of the roster.
type RightsRow struct {
	Post   string
	Rights []string
}

// A KeyRow is a key that an officer has, or had.
type KeyRow struct {
	ID, Kind    string
	InForce     bool
	Compromised Instant
}

// An ActLine is a roster act, in the node's own words.
type ActLine struct {
	Number        uint64
	Made, Entered Instant
	Words         string
}

func (c *Console) peoplePages() pages {
	return pages{"GET /officers": c.officers, "GET /directory": c.directory}
}

func (c *Console) officers(v *visit) error {
	ctx := v.r.Context()
	p := &OfficersPage{Frame: c.frame(v, "officers")}
	h, err := c.chosenCharter(v, &p.Charters)
	if err != nil || h == nil {
		c.show(v.w, http.StatusOK, p.Lang, "officers", p)
		return err
	}
	p.Charter, p.Party = h.view.ID, string(c.cfg.Party)
	for _, x := range h.view.Parties {
		p.Parties = append(p.Parties, Option{x.ID, oneLine(x.Name)})
		if x.ID == v.r.FormValue("party") {
			p.Party = x.ID
		}
	}
	p.Own = p.Party == string(c.cfg.Party)
	roster, err := c.api.Roster(ctx, p.Charter, p.Party)
	if err != nil {
		return err
	}
	p.Number, p.Time, p.Quorum = roster.Number, instantOrNone(roster.Time), roster.Quorum
	for _, o := range roster.Officers {
		p.Rows = append(p.Rows, officerRow(o))
	}
	for _, a := range slices.Backward(roster.Acts) {
		p.Acts = append(p.Acts, ActLine{a.Number, instant(a.Made), instantOrNone(a.Entered), oneLine(a.Words)})
	}
	c.show(v.w, http.StatusOK, p.Lang, "officers", p)
	return nil
}

func officerRow(o node.OfficerView) OfficerRow {
	x := OfficerRow{ID: oneLine(o.ID), Name: oneLine(some(o.Name)), State: strings.ReplaceAll(o.State, " ", "-"), From: instant(o.From), Until: instantOrNone(o.Until)}
	for _, r := range o.Posts {
		x.Posts = append(x.Posts, RightsRow{oneLine(r.Post), r.Rights})
	}
	for _, k := range o.Keys {
		x.Keys = append(x.Keys, KeyRow{k.ID, k.Kind, k.InForce, instantOrNone(k.Compromised)})
	}
	return x
}

// chosenCharter is the one that a page was asked for, else the first; nil where the node has none.
func (c *Console) chosenCharter(v *visit, options *[]Option) (h *heldCharter, err error) {
	list, err := c.api.Charters(v.r.Context())
	if err != nil || len(list) == 0 {
		return nil, err
	}
	at := 0
	for i, ch := range list {
		*options = append(*options, Option{ch.ID, oneLine(ch.Title)})
		if ch.ID == v.r.FormValue("charter") {
			at = i
		}
	}
	if h = c.parsed(v.r.Context(), list[at]); h == nil {
		return nil, parley.Errorf(parley.CodeNotFound, "the charter %.16s cannot be read", list[at].ID)
	}
	return h, nil
}
