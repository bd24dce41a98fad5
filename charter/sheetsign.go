package charter

import (
	"bytes"
	"crypto/ed25519"
	"slices"

	"parley"
	"parley/wire"
)

// sheetAAD is what a signature on a sheet is bound to besides the page: its use.
func sheetAAD() []byte { return wire.AAD(wire.UseSheet, nil) }

// SignSheet returns the bytes of s with the signatures of all its keys. signers must be exactly the root, log,
// cosigner, link, duty and operator keys of s, in any order: each proves that its holder has it [CHR-21].
func SignSheet(s *Sheet, signers []parley.Signer) ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	signed := signedSheet{Version: SheetVersion, Page: wire.Marshal(s)}
	for _, h := range s.signing() {
		i := slices.IndexFunc(signers, func(g parley.Signer) bool { return bytes.Equal(g.Public(), h.key) })
		if i < 0 {
			return nil, badSheet("the %s of %s is not at hand to sign the sheet", h.role, s.Party)
		}
		sig, err := wire.SignBytes(signers[i], sheetAAD(), signed.Page)
		if err != nil {
			return nil, err
		}
		signed.Signatures = append(signed.Signatures, sig)
	}
	if len(signers) != len(signed.Signatures) {
		return nil, badSheet("there are %d keys to sign the sheet of %s, which has %d", len(signers), s.Party, len(signed.Signatures))
	}
	slices.SortFunc(signed.Signatures, func(a, b wire.Signature) int { return bytes.Compare(a.Protected, b.Protected) })
	b := wire.Marshal(signed)
	if len(b) > wire.MaxSheet {
		return nil, parley.Errorf(parley.CodeTooLarge, "the sheet of %s has %d bytes, more than %d; it has too many operators", s.Party, len(b), wire.MaxSheet)
	}
	return b, nil
}

// ReadSheetRequest reads what SignSheet gives the key pub to sign: the sheet, which names the key, and the role that it has
// there, "log key" for example. Whoever keeps a key sees by it what its signature would say.
func ReadSheetRequest(pub ed25519.PublicKey, text []byte) (*Sheet, string, error) {
	page, err := wire.RequestedOf(pub, sheetAAD(), text)
	if err != nil {
		return nil, "", err
	}
	s := new(Sheet)
	if err := wire.Unmarshal("page of the sheet", page, wire.MaxSheet, s); err != nil {
		return nil, "", err
	}
	if err := s.check(); err != nil {
		return nil, "", err
	}
	for _, h := range s.signing() {
		if bytes.Equal(h.key, pub) {
			return s, h.role, nil
		}
	}
	return nil, "", badSheet("the sheet of %s does not name the key %s", s.Party, parley.KeyIDOf(pub))
}

// ParseSheet reads a signed sheet of at most 16 KiB and checks all that it says by itself: its form, that no key on it
// occurs twice, and that each has signed [CHR-20] [CHR-21]. Whether the root is that of a charter is CheckKeys'
// business.
func ParseSheet(b []byte) (*Sheet, error) {
	var signed signedSheet
	if err := wire.Unmarshal("sheet", b, wire.MaxSheet, &signed); err != nil {
		return nil, err
	}
	if signed.Version != SheetVersion {
		return nil, badSheet("the sheet has version %d, which this version does not know", signed.Version)
	}
	s := new(Sheet)
	if err := wire.Unmarshal("page of the sheet", signed.Page, wire.MaxSheet, s); err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	if err := s.checkSignatures(&signed); err != nil {
		return nil, err
	}
	return s, nil
}

// checkSignatures holds that the signatures are one of each key, in ascending order of the key ids [CHR-21].
func (s *Sheet) checkSignatures(signed *signedSheet) error {
	keys := s.signing()
	slices.SortFunc(keys, func(a, b heldKey) int {
		x, y := parley.KeyIDOf(a.key), parley.KeyIDOf(b.key)
		return bytes.Compare(x[:], y[:])
	})
	if len(keys) != len(signed.Signatures) {
		return badSheet("the sheet of %s has %d signatures for its %d keys", s.Party, len(signed.Signatures), len(keys))
	}
	for i, h := range keys {
		if !signed.Signatures[i].Verify(h.key, sheetAAD(), signed.Page) {
			return parley.Errorf(parley.CodeBadSignature, "the signature of the %s on the sheet of %s is missing, out of order or wrong", h.role, s.Party)
		}
	}
	return nil
}
