package node

import (
	"crypto/ed25519"
	"sort"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// headKey returns the key that verifies a party's head of size: the log key of the last sheet that stands below it in the
// record [REC-9], among the leaves held or the pending ones from place start on. It is nil where that sheet is not held.
// Of a record of which nothing is here yet it is that of the newest sheet.
func headKey(r store.Reader, s *seat, size, start uint64, pending [][]byte) (ed25519.PublicKey, error) {
	for i := len(pending) - 1; i >= 0; i-- {
		if start+uint64(i) < size && len(pending[i]) > 0 && pending[i][0] == byte(wire.LeafSheet) {
			l, err := wire.DecodeLeaf(pending[i])
			if err == nil && s.actNamed(l.ID) != nil {
				continue
			}
			return s.logKeyOf(l.ID), err
		}
	}
	entered, err := enteredSheets(r, s)
	if sh := s.newest(); sh != nil && len(entered) == 0 && err == nil {
		return sh.Log, nil
	}
	return keyBelow(entered, size), err
}

// headKeys returns the keys that may verify a head of size. Where leaves before it are missing, a sheet that is held and
// newer than the last one seen to be entered may stand among them; the leaves decide when they come.
func headKeys(r store.Reader, s *seat, size, start uint64, pending [][]byte) (keys []ed25519.PublicKey, err error) {
	key, err := headKey(r, s, size, start, pending)
	if err != nil {
		return nil, err
	}
	if key != nil {
		keys = append(keys, key)
	}
	if size <= start+uint64(len(pending)) {
		return keys, nil
	}
	entered, err := enteredSheets(r, s)
	last := uint64(0)
	if len(entered) > 0 {
		last = entered[len(entered)-1].Number
	}
	for _, p := range s.sheets() {
		if p.Number > last {
			keys = append(keys, ed25519.PublicKey(p.Log))
		}
	}
	return keys, err
}

// keyBelow returns the log key of the last sheet entered below size, or nil.
func keyBelow(entered []enteredSheet, size uint64) ed25519.PublicKey {
	for i := len(entered) - 1; i >= 0; i-- {
		if entered[i].at < size {
			return entered[i].Log
		}
	}
	return nil
}

func (s *seat) logKeyOf(sheet parley.Hash) ed25519.PublicKey {
	if p := s.sheetNamed(sheet); p != nil {
		return p.Log
	}
	return nil
}

// An enteredSheet is a sheet with its place in its party's record.
type enteredSheet struct {
	page
	at uint64
}

// enteredSheets returns the sheets held that the leaves held of a party's record name, in the order of their places.
func enteredSheets(r store.Reader, s *seat) (out []enteredSheet, err error) {
	for _, p := range s.sheets() {
		leaf, ok, err := leafOf(r, s.log, charter.SheetHash(p.bytes), wire.LeafSheet)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, enteredSheet{p, leaf.Index})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].at < out[j].at })
	return out, nil
}

// cosignerKey returns the key, of any sheet held of a mirror, that verifies its cosignature; nil for none.
func cosignerKey(t *table, mirror parley.PartyID, text string, seconds uint64, sig []byte) ed25519.PublicKey {
	s := t.seat(mirror)
	if s == nil {
		return nil
	}
	for _, p := range s.sheets() {
		if record.VerifyCosignature(p.Cosigner, record.CosignerName(t.id, mirror), text, seconds, sig) {
			return p.Cosigner
		}
	}
	return nil
}
