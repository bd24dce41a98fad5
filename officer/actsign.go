package officer

import (
	"parley"
	"parley/wire"
)

// Ed25519 returns a Signer for a key of kind 1 with which s signs: the root of a party signs roster acts by it.
func Ed25519(s parley.Signer) Signer { return ed25519Signer{s} }

type ed25519Signer struct{ parley.Signer }

// Key returns the key of kind 1.
func (s ed25519Signer) Key() Key { return Key{Kind: KindEd25519, Public: s.Public()} }

// Sign signs the Sig_structure.
func (s ed25519Signer) Sign(use string, scope, payload []byte) (wire.Signature, error) {
	return wire.SignBytes(s.Signer, wire.AAD(use, scope), payload)
}

// Sign returns the bytes of a with the signatures of all signers, in any order: the root or administrators, and every key
// that a adds.
func (a *Act) Sign(signers ...Signer) ([]byte, error) {
	page := a.Page()
	var signatures []wire.Signature
	for _, s := range signers {
		signature, err := s.Sign(wire.UseRoster, a.Charter[:], page)
		if err != nil {
			return nil, err
		}
		signatures = append(signatures, signature)
	}
	return a.Seal(signatures)
}

// Seal returns the bytes of a with signatures over its Page that were gathered apart, in any order. It refuses what Parse
// would refuse.
func (a *Act) Seal(signatures []wire.Signature) ([]byte, error) {
	s := signedAct{Version: ActVersion, Page: a.Page(), Signatures: append([]wire.Signature(nil), signatures...)}
	wire.SortSignatures(s.Signatures)
	b := wire.Marshal(s)
	_, err := Parse(b)
	return b, err
}

// Parse reads a signed roster act of at most 16 KiB and checks all that it says by itself: its form, and that each key
// that it adds has signed it [OFF-13] [OFF-14] [OFF-16]. Whether it is signed by those who may change the roster is
// Roster.Take's business, and Follows holds its place.
func Parse(b []byte) (*Act, error) {
	a, err := read(b)
	if err != nil {
		return nil, err
	}
	return a, a.checkAdded()
}

// read is Parse without the signatures.
func read(b []byte) (*Act, error) {
	var s signedAct
	if err := wire.Unmarshal("roster act", b, wire.MaxSheet, &s); err != nil {
		return nil, err
	}
	if s.Version != ActVersion {
		return nil, badRoster("the roster act has version %d, which this version does not know", s.Version)
	}
	var p page
	if err := wire.Unmarshal("page of the roster act", s.Page, wire.MaxSheet, &p); err != nil {
		return nil, err
	}
	a := &Act{Party: p.Party, Charter: p.Charter, Number: p.Number, Time: p.Time, Previous: p.Previous,
		page: s.Page, signatures: s.Signatures, hash: parley.Sum(b)}
	for _, e := range p.Entries {
		a.Entries = append(a.Entries, e.Entry)
	}
	return a, first(a.check(), wire.CheckOrder(s.Signatures))
}

// checkAdded holds that every key that a adds has signed it, so that nobody enrols a key that is not his [OFF-16].
func (a *Act) checkAdded() error {
	for _, k := range a.Added() {
		s, ok := a.signatureBy(k.ID())
		if !ok {
			return badRoster("the key %s that the roster act %d of %s adds has not signed it", k.ID(), a.Number, a.Party)
		}
		if err := a.verify(k, s); err != nil {
			return err
		}
	}
	return nil
}

func (a *Act) signatureBy(kid parley.KeyID) (wire.Signature, bool) {
	for _, s := range a.signatures {
		if _, k, _ := s.Header(); k == kid {
			return s, true
		}
	}
	return wire.Signature{}, false
}

func (a *Act) verify(k Key, s wire.Signature) error {
	return k.Verify(s, wire.UseRoster, a.Charter[:], a.page)
}
