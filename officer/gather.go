package officer

import (
	"parley"
	"parley/wire"
)

// A Gathering is a roster act whose signatures are being gathered, by people who need not meet: it travels in the form of
// a signed act some of whose signatures are missing, and no node takes it before it is whole.
type Gathering struct {
	Act        *Act
	Signatures []wire.Signature // in any order; each was verified where its key is one that the act adds
}

// Gather reads an act some of whose signatures may be missing, of at most 16 KiB. It checks what Parse checks but for the
// signatures that are not there.
func Gather(b []byte) (*Gathering, error) {
	a, err := read(b)
	if err != nil {
		return nil, err
	}
	g := &Gathering{Act: a, Signatures: a.signatures}
	for _, k := range a.Added() {
		if s, ok := a.signatureBy(k.ID()); ok {
			if err := a.verify(k, s); err != nil {
				return nil, err
			}
		}
	}
	return g, nil
}

// Add adds a signature; another one by the same key is replaced.
func (g *Gathering) Add(s wire.Signature) error {
	_, kid, err := s.Header()
	if err != nil {
		return err
	}
	kept := []wire.Signature{s}
	for _, old := range g.Signatures {
		if _, k, _ := old.Header(); k != kid {
			kept = append(kept, old)
		}
	}
	g.Signatures = kept
	return nil
}

// Signed reports whether a key has signed.
func (g *Gathering) Signed(kid parley.KeyID) bool {
	for _, s := range g.Signatures {
		if _, k, _ := s.Header(); k == kid {
			return true
		}
	}
	return false
}

// Unproved returns the keys that the act adds and that have not signed it yet [OFF-16].
func (g *Gathering) Unproved() (out []Key) {
	for _, k := range g.Act.Added() {
		if !g.Signed(k.ID()) {
			out = append(out, k)
		}
	}
	return out
}

// Encode returns the bytes that Gather reads; with all signatures they are those of the signed act.
func (g *Gathering) Encode() []byte {
	s := signedAct{Version: ActVersion, Page: g.Act.Page(), Signatures: append([]wire.Signature(nil), g.Signatures...)}
	wire.SortSignatures(s.Signatures)
	return wire.Marshal(s)
}
