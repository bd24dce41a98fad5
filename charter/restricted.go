package charter

import (
	"slices"

	"parley"
)

// Under a restricted charter the bodies of messages are for those posts alone that it names as the readers of each party,
// and a sentence of the charter stands beside each body that is shown [CHR-70] [CHR-71] [CHR-72].

// Reads reports whether a post of a party reads the bodies of messages under c. Under a charter that is not restricted
// every post does.
func (c *Charter) Reads(party parley.PartyID, post parley.PostID) bool {
	if c.Restricted == nil {
		return true
	}
	p := c.Party(party)
	return p != nil && slices.Contains(p.Readers, post)
}

// readers reads which posts of a party read bodies [CHR-71].
func (r *reader) readers(c *Charter, p *Party) {
	if r.err == nil && c.Restricted == nil {
		r.failAt(r.cur.number, "`readers` stands only in a restricted charter; this one is not, and each post reads")
		return
	}
	p.Readers = r.posts("readers")
	for _, post := range p.Readers {
		if r.err == nil && !slices.Contains(p.Posts, post) {
			r.fail("the reader %q is no post of %s", post, p.ID)
		}
	}
}

// restricted holds that a restricted charter is one between two [CHR-70].
func (r *reader) restricted(c *Charter) {
	if r.err == nil && c.Restricted != nil && len(c.Parties) != 2 {
		r.fail("the charter is restricted and has %d parties: what is notified under it is between two; make one charter with each other party", len(c.Parties))
	}
}

// personal holds that what is said of persons is erased some day [CHR-72].
func (r *reader) personal(c *Charter) {
	if r.err == nil && c.RetentionDays == 0 && c.personalField() != "" {
		r.fail("the field %q is personal, and `retention_days` is 0, so that it would be kept for ever; say after how many days messages are erased", c.personalField())
	}
}

// personalField returns the first field, or column, that is personal; none: the empty name.
func (c *Charter) personalField() string {
	for i := range c.Schemas {
		for _, f := range c.Schemas[i].Fields {
			if f.Personal {
				return f.Name
			}
			if j := slices.IndexFunc(f.Columns, func(f Field) bool { return f.Personal }); j >= 0 {
				return f.Columns[j].Name
			}
		}
	}
	return ""
}

// joining is a party as a draft names it. Where the charter is restricted, the party's first post reads until the parties
// write it otherwise.
func (c *Charter) joining(f PartyFile) Party {
	p := Party{ID: f.Party, Name: f.Name, Root: f.Root, Recovery: f.Recovery, Posts: f.Posts}
	if c.Restricted != nil && len(f.Posts) > 0 {
		p.Readers = f.Posts[:1:1]
	}
	return p
}

// A restrictedFrame is the wording of the article on who reads.
type restrictedFrame struct{ heading, who, beside, readers string }

var englishRestricted = restrictedFrame{
	heading: "Who reads",
	who:     "This charter is restricted. Subjects, texts, fields and attachments of messages under it are for the readers that Annex A names for each party, and for nobody else: they stand in no list, export, measurement, log or alarm for others. Each party sees to it on its own side.",
	beside:  "Beside each of them that is shown or printed stands the sentence:",
	readers: "Readers: %s",
}
