package charter

import (
	"bytes"

	"parley"
)

// CheckKeys holds that no public key occurs twice under c: root and recovery keys of all its parties, and every key
// on the sheets, in any role and of any party [CHR-26]. Each sheet must be of a party of c, one a party, hold that
// party's root key, and have an operator key for each of its posts [CHR-27]. Sheets may be missing: what is not given
// is not compared.
func CheckKeys(c *Charter, sheets []*Sheet) error {
	keys, seen := newKeySet(), map[parley.PartyID]bool{}
	for i := range c.Parties {
		p := &c.Parties[i]
		if err := keys.addHash(p.Recovery, "the recovery key of "+string(p.ID)); err != nil {
			return err
		}
		if err := keys.add(p.Root, rootOf(p.ID)); err != nil {
			return err
		}
	}
	for _, s := range sheets {
		if seen[s.Party] {
			return badSheet("there are two sheets of %s", s.Party)
		}
		seen[s.Party] = true
		if err := s.checkParty(c.Party(s.Party)); err != nil {
			return err
		}
		delete(keys, parley.Sum(s.Root)) // entered again, as a key of the sheet
		if err := s.addKeys(keys); err != nil {
			return err
		}
	}
	return nil
}

func rootOf(id parley.PartyID) string { return "the root key of " + string(id) }

// checkParty holds that s is a sheet of p as the charter has it.
func (s *Sheet) checkParty(p *Party) error {
	if p == nil {
		return parley.Errorf(parley.CodeUnknownParty, "there is a sheet of %q, which is no party of the charter", s.Party)
	}
	if !bytes.Equal(p.Root, s.Root) {
		return badSheet("the sheet of %s is signed by another root key than the charter's", s.Party)
	}
	return s.checkPosts(p.Posts)
}

// checkPosts holds that each post has an operator key [CHR-27].
func (s *Sheet) checkPosts(posts []parley.PostID) error {
	for _, post := range posts {
		if !s.covers(post) {
			return badSheet("the sheet of %s has no operator key for its post %s", s.Party, post)
		}
	}
	return nil
}
