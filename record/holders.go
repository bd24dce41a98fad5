package record

import (
	"parley"
)

// checkHolders holds that no key stands for two parties: a cosignature does not name its cosigner, so a key that two
// had would let one speak for the other [REC-24].
func (v *verification) checkHolders() error {
	h := holders{}
	for _, e := range v.chain {
		for _, p := range e.charter.Parties {
			if err := h.add(p.Root, p.ID); err != nil {
				return err
			}
		}
		for _, x := range e.changes {
			if err := h.add(x.Root, x.Party); err != nil {
				return err
			}
		}
	}
	for _, l := range v.logs {
		for _, s := range l.sheets {
			for _, k := range s.Keys() {
				if err := h.add(k, l.party); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// holders says which party each public key is of.
type holders map[string]parley.PartyID

func (h holders) add(key []byte, party parley.PartyID) error {
	if other, ok := h[string(key)]; ok && other != party {
		return parley.Errorf(parley.CodeBadSheet, "the key %s stands for two parties", parley.KeyIDOf(key))
	}
	h[string(key)] = party
	return nil
}
