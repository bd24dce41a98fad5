package node

import (
	"cmp"
	"context"
	"slices"
	"time"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/store"
	"parley/wire"
)

// The names by which a charter has a directory of numbers that both sides confirm: the form of the act that opens it, its table
// and the columns of that, and the state in which it is confirmed.
const (
	contactsForm     = "contacts"
	contactsTable    = "numbers"
	contactConfirmed = "confirmed"
	contactAnswered  = "answered" // what is said of a number that answers
)

// A KnownContact is how another party is reached, as this one knows it.
type KnownContact struct {
	Numbers   []string
	Courier   string
	CourierAt []time.Duration // after midnight, in UTC, each day
}

// ContactsView is how another party is reached when its line is down.
type ContactsView struct {
	Party string `json:"party"`
	// Confirmed are numbers that both sides confirmed in a proceeding, until Until; Listed are those that the other side listed last
	// and that are not confirmed, or not any more.
	Confirmed []NumberView `json:"confirmed"`
	Until     *string      `json:"until"`
	Listed    []NumberView `json:"listed"`
	Own       []string     `json:"own"` // of this node's configuration
	Courier   *string      `json:"courier"`
	CourierAt *string      `json:"courier_at"` // when it goes next
	NextTest  *string      `json:"next_test"`  // when the next line test is due, of either side
}

// NumberView is one number. Kind is what the charter calls it, in English where the charter is.
type NumberView struct {
	Post      string `json:"post"`
	Kind      string `json:"kind"`
	Number    string `json:"number"`
	Languages string `json:"languages"`
	Hours     string `json:"hours"`
}

// Contacts says how another party is reached besides its line.
func (n *Node) Contacts(ctx context.Context, party string) (v ContactsView, err error) {
	id, now := parley.PartyID(party), n.now()
	v = ContactsView{Party: party, Confirmed: []NumberView{}, Listed: []NumberView{}, Own: []string{}}
	known := n.cfg.Contacts[id]
	v.Own = append(v.Own, known.Numbers...)
	v.Courier, v.CourierAt = textOrNull(known.Courier), timeOrNull(known.next(now))
	found, test := false, parley.Millis(0)
	for _, t := range n.tables() {
		if t.seat(id) == nil || id == n.cfg.Party {
			continue
		}
		found = true
		if s := t.schedule(); s.Minutes > 0 {
			test = earlier(test, s.At(s.Number(now)+1))
		}
		if err := n.directory(ctx, t, id, &v); err != nil {
			return v, err
		}
	}
	if v.NextTest = timeOrNull(test); !found {
		return v, parley.Errorf(parley.CodeUnknownParty, "there is no line to %.40q", party)
	}
	return v, nil
}

// next returns when the courier goes next; 0: nobody knows.
func (k KnownContact) next(now parley.Millis) (at parley.Millis) {
	midnight := now - now%dayMs
	for _, d := range k.CourierAt {
		x := midnight + parley.Millis(d.Milliseconds())
		if x <= now {
			x += dayMs
		}
		at = earlier(at, x)
	}
	return at
}

// directory reads what a party listed under one charter: the newest directory that is confirmed, else the newest.
func (n *Node) directory(ctx context.Context, t *table, party parley.PartyID, v *ContactsView) error {
	all, err := n.allProceedings([]*table{t})
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(p ProceedingView) bool { return !isDirectory(t.charter(), p) })
	slices.SortStableFunc(all, func(a, b ProceedingView) int { return cmp.Compare(b.Since, a.Since) })
	for _, wanted := range []bool{true, false} {
		for _, p := range all {
			if (p.State == contactConfirmed) != wanted || wanted && p.Until == nil {
				continue
			}
			done, err := n.listed(ctx, t, party, p, wanted, v)
			if err != nil || done {
				return err
			}
		}
	}
	return nil
}

func isDirectory(c *charter.Charter, p ProceedingView) bool {
	i := slices.IndexFunc(c.Procedures, func(x charter.Procedure) bool { return x.Name == p.Procedure })
	return i >= 0 && c.Procedures[i].Form == contactsForm && p.State != "withdrawn"
}

// listed takes the numbers of one directory; false where it is not that party's.
func (n *Node) listed(ctx context.Context, t *table, party parley.PartyID, p ProceedingView, confirmed bool, v *ContactsView) (bool, error) {
	id, err := parley.ParseHash(p.ID)
	if err != nil {
		return false, err
	}
	var m store.Message
	if err := n.cfg.Store.View(func(r store.Reader) (err error) { m, err = r.Message(id); return err }); err != nil || m.Author != party || erased(m) {
		return false, ignoreNotFound(err)
	}
	_, payload, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return false, err
	}
	f := form.Of(t.charter(), contactsForm)
	body, err := f.Decode(payload.Body)
	if err != nil {
		return false, nil // it says nothing that could be read; the message itself is shown elsewhere
	}
	answered := map[string]bool{}
	if confirmed {
		story, err := n.Proceeding(ctx, p.ID)
		if err != nil {
			return false, err
		}
		for _, q := range story.Questions {
			answered[q.ID] = q.Status == contactAnswered
		}
		v.Until = p.Until
	}
	rows, _ := body.Fields[contactsTable].(form.Table)
	for _, row := range rows {
		x := numberOf(f, t.charter(), row)
		if nr, _ := row["id"].(form.Text); confirmed && answered[string(nr)] {
			v.Confirmed = append(v.Confirmed, x)
		} else {
			v.Listed = append(v.Listed, x)
		}
	}
	return true, nil
}

func numberOf(f *form.Form, c *charter.Charter, row form.Fields) NumberView {
	word := func(name string) string {
		field := numberColumn(f, name)
		if field == nil || row[name] == nil {
			return ""
		}
		for _, x := range field.Choices {
			if form.Choice(x.Value) == row[name] {
				return x.Title[spokenIn(c)]
			}
		}
		return f.Words(spokenIn(c), field, row[name])
	}
	return NumberView{word("post"), word("type"), word("number"), word("languages"), word("hours")}
}

// numberColumn returns a column of the table of numbers.
func numberColumn(f *form.Form, name string) *charter.Field {
	s := f.Schema()
	if s == nil {
		return nil
	}
	for i := range s.Fields {
		if s.Fields[i].Name != contactsTable {
			continue
		}
		for j := range s.Fields[i].Columns {
			if c := &s.Fields[i].Columns[j]; c.Name == name {
				return c
			}
		}
	}
	return nil
}
