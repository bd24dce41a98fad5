package record

import (
	"strings"

	"parley"
	"parley/charter"
)

// edition is one edition that was checked.
type edition struct {
	id      parley.Hash
	charter *charter.Charter
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

// checkChain reads the editions and holds that each is signed by every root in it and follows the one before [REC-19].
func checkChain(texts []EditionText) (chain, error) {
	var out chain
	for i, t := range texts {
		c, err := charter.Parse(t.Text)
		if err != nil {
			return nil, err
		}
		if c.Edition != uint64(i)+1 {
			return nil, badFile("the editions in the evidence file do not go up from edition 1")
		}
		if err := checkSignatureLines(c, t); err != nil {
			return nil, err
		}
		if i > 0 {
			old := out[i-1]
			if err := charter.CheckAmendment(old.charter, old.id, c); err != nil {
				return nil, err
			}
		}
		out = append(out, edition{id: charter.EditionID(t.Text), charter: c})
	}
	return out, nil
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
