package agent

import (
	"bytes"

	"parley"
	"parley/charter"
)

// sigStructure is how the text under a sheet begins, and under all else that is CBOR; no head and no cosignature does.
var sigStructure = []byte("\x84\x6aSignature1")

// may lets through what the rule of a key does, and a sheet.
func (g *Guard) may(k guarded, data []byte) error {
	if bytes.HasPrefix(data, sigStructure) {
		return g.maySheet(k, data)
	}
	return k.rule(string(data))
}

// maySheet lets a sheet of the party through that names the key in its own role. The signature says that the key is here,
// and no more: a sheet counts only if the root has signed it too.
func (g *Guard) maySheet(k guarded, data []byte) error {
	s, role, err := charter.ReadSheetRequest(k.signer.Public(), data)
	if err != nil {
		return err
	}
	if s.Party != g.party || role != k.role+" key" {
		return parley.Errorf(parley.CodeBadSheet, "sheet %d of %s names the %s key of %s as its %s", s.Number, s.Party, k.role, g.party, role)
	}
	g.log.Info("signs a sheet, to show that the "+k.role+" key on it is here", "party", string(s.Party), "number", s.Number,
		"key", parley.KeyIDOf(k.signer.Public()).String(), "root", parley.KeyIDOf(s.Root).String())
	return nil
}
