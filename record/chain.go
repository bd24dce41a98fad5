package record

import (
	"crypto/ed25519"
	"slices"
	"strings"

	"parley"
	"parley/charter"
)

// edition is one edition that was checked.
type edition struct {
	id      parley.Hash
	charter *charter.Charter
	changes []*charter.RootChange // of roots, made under it, in order
}

// chain is the editions of one charter, from the first on without a gap.
type chain []edition

func (c chain) id() parley.Hash        { return c[0].id }
func (c chain) last() *charter.Charter { return c[len(c)-1].charter }

// place returns the place of the edition with that id, or -1.
func (c chain) place(id parley.Hash) int {
	for i, e := range c {
		if e.id == id {
			return i
		}
	}
	return -1
}

// after returns the edition as it is after the changes of roots under it.
func (e edition) after() *charter.Charter { return e.charter.After(e.id, e.changes) }

// roots returns the roots of a party, in the order in which one replaced the other.
func (c chain) roots(party parley.PartyID) (out []ed25519.PublicKey) {
	for _, e := range c {
		if p := e.charter.Party(party); p != nil && !slices.ContainsFunc(out, func(k ed25519.PublicKey) bool { return k.Equal(p.Root) }) {
			out = append(out, p.Root)
		}
		for _, x := range e.changes {
			if x.Party == party {
				out = append(out, x.Root)
			}
		}
	}
	return out
}

// changes counts the changes of a party's root.
func (c chain) changes(party parley.PartyID) (n uint64) {
	for _, e := range c {
		for _, x := range e.changes {
			if x.Party == party {
				n++
			}
		}
	}
	return n
}

// CheckEditions holds that editions, with the statements that replaced roots between them, are those of one charter: see
// EditionText.
func CheckEditions(texts []EditionText) error {
	_, err := checkChain(texts)
	return err
}

// checkChain reads the editions and holds that each is signed by every root in it and follows the one before [REC-19]. What
// has no signatures of its own is a statement that replaces a root under the edition before it [REC-85].
func checkChain(texts []EditionText) (chain, error) {
	var out chain
	for i, t := range texts {
		if i > 0 && len(t.Signatures) == 0 {
			if err := out.change(t.Text); err != nil {
				return nil, err
			}
			continue
		}
		c, err := charter.Parse(t.Text)
		if err != nil {
			return nil, err
		}
		if c.Edition != uint64(len(out))+1 {
			return nil, badFile("the editions in the evidence file do not go up from edition 1")
		}
		if err := checkSignatureLines(c, t); err != nil {
			return nil, err
		}
		if i > 0 {
			old := out[len(out)-1]
			if err := charter.CheckAmendment(old.after(), old.id, c); err != nil {
				return nil, err
			}
		}
		out = append(out, edition{id: charter.EditionID(t.Text), charter: c})
	}
	return out, nil
}

// change takes a statement that replaces a root under the last edition.
func (c chain) change(statement []byte) error {
	x, err := charter.ParseRootChange(statement)
	if err != nil {
		return err
	}
	last := &c[len(c)-1]
	if err := x.Check(last.after(), last.id, c.changes(x.Party)+1); err != nil {
		return err
	}
	last.changes = append(last.changes, x)
	return nil
}

// checkSignatureLines holds that there is one valid line for each party, in the edition's order, each with its LF.
func checkSignatureLines(c *charter.Charter, t EditionText) error {
	if len(t.Signatures) != len(c.Parties) {
		return parley.Errorf(parley.CodeBadCharter, "edition %d has %d parties and %d signatures", c.Edition, len(c.Parties), len(t.Signatures))
	}
	for i, line := range t.Signatures {
		if !strings.HasPrefix(line, rootLinePrefix(c.Parties[i].ID)) || !strings.HasSuffix(line, "\n") {
			return parley.Errorf(parley.CodeBadCharter, "the signature of %s under edition %d is not at its place", c.Parties[i].ID, c.Edition)
		}
	}
	return charter.CheckSignatures(c, t.Text, t.Signatures)
}

func rootLinePrefix(party parley.PartyID) string { return "— " + charter.RootName(party) + " " }

// verdict returns what the file can be at best: named is a normalised fingerprint, or empty.
func (c chain) verdict(named string) (Verdict, error) {
	if named == "" {
		return Consistent, nil
	}
	for _, e := range c {
		if f, err := charter.NormalizeFingerprint(charter.Fingerprint(e.id)); err == nil && f == named {
			return Verified, nil
		}
	}
	return Fails, parley.Errorf(parley.CodeBadCharter, "the evidence is under another charter than the one named: its edition %d has the fingerprint %s",
		c.last().Edition, charter.Fingerprint(c[len(c)-1].id))
}

// partyList returns the parties of an edition as words: "east, north and south".
func partyList(c *charter.Charter) string {
	var ids []string
	for _, p := range c.Parties {
		ids = append(ids, string(p.ID))
	}
	return joinWords(ids)
}

func joinWords(words []string) string {
	switch n := len(words); n {
	case 0:
		return "nobody"
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}
