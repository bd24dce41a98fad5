package console

import (
	"context"
	"net/http"
	"slices"

	"parley"
	"parley/internal/node"
)

// formContacts is the form of the ready charters in which a party says by which other ways it is reached.
const formContacts = "contacts"

// A DirectoryPage is the parties of a charter: their posts, their keys, and how they are reached.
type DirectoryPage struct {
	Frame
	Charters []Option
	Charter  string
	Parties  []PartyCard
}

// A PartyCard is one party.
type PartyCard struct {
	ID, Name    string
	Own         bool
	Fingerprint string // of its root key, as it is read aloud
	Posts       []string
	Sheet       uint64 // number of its newest sheet; 0: none is known
	Made        Instant
	Keys        []node.SheetKeyView
	Addresses   []string
	State       string // of the line to it; empty for our own
	Contacts    *Contacts
}

// Contacts are the telephone numbers, posts and hours that a party gave last.
type Contacts struct {
	ID   string // of the message
	Sent Instant
	Text string
}

func (c *Console) directory(v *visit) error {
	ctx := v.r.Context()
	p := &DirectoryPage{Frame: c.frame(v, "directory")}
	h, err := c.chosenCharter(v, &p.Charters)
	if err != nil || h == nil {
		c.show(v.w, http.StatusOK, p.Lang, "directory", p)
		return err
	}
	p.Charter = h.view.ID
	k, err := c.api.Composer(ctx, p.Charter)
	if err != nil {
		return err
	}
	sheets, err := c.api.Sheets(ctx, p.Charter)
	if err != nil {
		return err
	}
	lines, err := c.api.Lines(ctx)
	if err != nil {
		return err
	}
	for _, x := range h.view.Parties {
		card := PartyCard{ID: x.ID, Name: oneLine(x.Name), Own: x.ID == string(k.Party), Fingerprint: x.Fingerprint}
		posts := k.Parties[parley.PartyID(x.ID)]
		if card.Own {
			posts = k.Posts
		}
		for _, post := range posts {
			card.Posts = append(card.Posts, oneLine(string(post)))
		}
		card.keys(sheets)
		if i := slices.IndexFunc(lines, func(l node.LineView) bool { return l.Party == x.ID }); i >= 0 && !card.Own {
			card.State = lines[i].State
		}
		if card.Contacts, err = c.contacts(ctx, h, x.ID, card.Own); err != nil {
			return err
		}
		p.Parties = append(p.Parties, card)
	}
	c.show(v.w, http.StatusOK, p.Lang, "directory", p)
	return nil
}

func (x *PartyCard) keys(sheets []node.SheetKeysView) {
	for _, s := range sheets {
		if s.Party != x.ID {
			continue
		}
		x.Sheet, x.Made, x.Keys = s.Number, instant(s.Made), s.Keys
		for _, a := range s.Addresses {
			x.Addresses = append(x.Addresses, oneLine(a))
		}
	}
}

// contacts returns what a party gave last in the form for it; nil where the charter has none, or nothing came.
func (c *Console) contacts(ctx context.Context, h *heldCharter, party string, own bool) (*Contacts, error) {
	if !h.text.HasForm(formContacts) {
		return nil, nil
	}
	list := c.api.Inbox
	if own {
		list = c.api.Sent
	}
	rows, err := list(ctx, node.Query{Charter: h.view.ID, Form: formContacts, Party: party, Newest: true, Limit: 1})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &Contacts{rows[0].ID, instant(rows[0].Time), plain(some(rows[0].Text))}, nil
}
