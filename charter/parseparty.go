package charter

import (
	"slices"

	"parley"
	"parley/wire"
)

// parties reads the parties and holds that no id and no key stands twice [CHR-9] [CHR-10].
func (r *reader) parties(c *Charter) {
	held := newKeySet()
	start := r.cur.number
	r.list("parties", wire.MaxParties, func() {
		var p Party
		p.ID = r.partyID("id")
		if r.err == nil && c.Party(p.ID) != nil {
			r.fail("the party %q stands twice", p.ID)
		}
		p.Name = r.text("name", maxName)
		p.Root = r.key("root")
		r.check(held.add(p.Root, "the root key of "+string(p.ID)))
		p.Recovery = r.hash("recovery")
		r.check(held.addHash(p.Recovery, "the recovery key of "+string(p.ID)))
		p.Posts = r.posts("posts")
		if c.Restricted != nil || r.at("readers") {
			r.readers(c, &p)
		}
		c.Parties = append(c.Parties, p)
	})
	if r.err == nil && len(c.Parties) < 2 {
		r.failAt(start, "a charter has at least two parties")
	}
}

func (r *reader) partyID(key string) parley.PartyID {
	s := r.take(key, stringValue)
	if r.err == nil {
		r.check(parley.CheckName("party", s))
	}
	return parley.PartyID(s)
}

func (r *reader) posts(key string) (posts []parley.PostID) {
	r.list(key, wire.MaxPosts, func() {
		s := r.take("", stringValue)
		if r.err != nil {
			return
		}
		r.check(parley.CheckName("post", s))
		if slices.Contains(posts, parley.PostID(s)) {
			r.fail("the post %q stands twice", s)
		}
		posts = append(posts, parley.PostID(s))
	})
	return posts
}
