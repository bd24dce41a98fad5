package officer

import (
	"crypto/ed25519"

	"parley"
)

// Reserved are the SHA-256 hashes of keys of the party that no officer may have: root, recovery, and those of its sheets.
type Reserved map[parley.Hash]bool

// Fold returns the roster that acts make, in their order in the record, under one root.
func Fold(party parley.PartyID, charter parley.Hash, root ed25519.PublicKey, reserved Reserved, acts ...*Act) (*Roster, error) {
	r := New(party, charter)
	for _, a := range acts {
		next, err := r.Take(a, root, reserved)
		if err != nil {
			return nil, err
		}
		r = next
	}
	return r, nil
}

// A taking is an act being taken into a roster.
type taking struct {
	r        *Roster // what it will be
	a        *Act
	root     bool // the root has signed the act
	reserved func(parley.Hash) bool
}

// Take returns the roster after an act that Parse read, under the root in force there; or why it changes nothing. The
// code is bad-roster, bad-key or bad-signature [OFF-17] to [OFF-21].
func (r *Roster) Take(a *Act, root ed25519.PublicKey, reserved Reserved) (*Roster, error) {
	switch {
	case a.Party != r.party || a.Charter != r.charter:
		return nil, badRoster("the roster act %d is of another party than %s or of another charter", a.Number, r.party)
	case a.Number <= r.number || a.Time < r.time:
		return nil, badRoster("the roster act %d of %s has no higher number than the one before, or an earlier time", a.Number, a.Party)
	}
	byRoot, err := r.authority(a, root)
	if err != nil {
		return nil, err
	}
	t := &taking{r: r.clone(), a: a, root: byRoot, reserved: func(h parley.Hash) bool { return reserved[h] || h == parley.Sum(root) }}
	for i, e := range a.Entries {
		if err := e.apply(t); err != nil {
			return nil, a.at(i, err)
		}
	}
	t.r.number, t.r.time = a.Number, a.Time
	return t.r, nil
}

// authority reports whether the root has signed a. Without it, as many administrators as the quorum must have, each of
// them another officer, by the roster as it is before a; and nobody else may but the keys that a adds [OFF-18].
func (r *Roster) authority(a *Act, root ed25519.PublicKey) (byRoot bool, err error) {
	own := map[parley.KeyID]bool{}
	for _, k := range a.Added() {
		own[k.ID()] = true
	}
	administrators := map[ID]bool{}
	for _, s := range a.signatures {
		_, kid, _ := s.Header()
		switch {
		case own[kid]: // verified by Parse; counts for nothing but itself
			continue
		case kid == parley.KeyIDOf(root):
			byRoot, err = true, a.verify(Key{Kind: KindEd25519, Public: root}, s)
		default:
			h, known := r.keys[kid]
			if o := r.officers[h.Officer]; !known || h.Out || !o.Administers() || !o.ValidAt(a.Time) {
				return false, badRoster("the key %s that signed the roster act %d of %s is none of its root or of an administrator in force", kid, a.Number, a.Party)
			}
			administrators[h.Officer], err = true, a.verify(h.Key, s)
		}
		if err != nil {
			return false, err
		}
	}
	if !byRoot && len(administrators) < r.quorum {
		return false, badRoster("the roster act %d of %s is signed by %d administrators and not by the root; %d are needed", a.Number, a.Party, len(administrators), r.quorum)
	}
	return byRoot, nil
}
