package node

import (
	"maps"
	"slices"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/wire"
)

// An identity is what the node is and signs with under one of its own sheets.
type identity struct {
	file  []byte // the party file
	party *charter.PartyFile
	sheet *charter.Sheet
	hash  parley.Hash // of the sheet
	keys  Keys
}

// newIdentity reads a party file and holds that the keys are those of its sheet.
func newIdentity(file []byte, keys Keys) (*identity, error) {
	pf, err := parsePartyFile(file)
	if err != nil {
		return nil, err
	}
	sheet, err := parseSheet(pf.Sheet)
	if err != nil {
		return nil, err
	}
	for _, k := range []struct {
		signer parley.Signer
		key    []byte
		role   string
	}{{keys.Log, sheet.Log, "log"}, {keys.Cosigner, sheet.Cosigner, "cosigner"}, {keys.Link, sheet.Link, "link"}, {keys.Duty, sheet.Duty, "duty"}} {
		if k.signer == nil || string(k.signer.Public()) != string(k.key) {
			return nil, parley.Errorf(parley.CodeBadKey, "the %s key is not the one of sheet %d", k.role, sheet.Number)
		}
	}
	return &identity{file: file, party: pf, sheet: sheet, hash: charter.SheetHash(pf.Sheet), keys: keys}, nil
}

// own returns the identity in use.
func (n *Node) own() *identity { return n.identity.Load() }

// LinkKey returns the key that holds this party's end of every line, by its sheet in force.
func (n *Node) LinkKey() parley.Signer { return n.own().keys.Link }

// setSigner keeps a log key for the heads over the leaves up to the next sheet.
func (n *Node) setSigner(id *identity) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.signers[id.hash] = id.keys.Log
}

// logSigner returns the key that signs the next head of an own record: that of the last sheet below it, among the leaves
// about to be stored and those before [REC-9].
func (n *Node) logSigner(r store.Reader, t *table, fresh []store.Leaf) (parley.Signer, error) {
	n.mu.Lock()
	signers := maps.Clone(n.signers)
	n.mu.Unlock()
	hash, ok := parley.Hash{}, false
	for _, l := range fresh {
		if wire.LeafKind(l.Kind) == wire.LeafSheet && (signers[l.ID] != nil || t.own().sheetNamed(l.ID) != nil) { // else a roster act
			hash, ok = l.ID, true
		}
	}
	if !ok {
		var err error
		if hash, err = lastSheet(r, t.own(), slices.Collect(maps.Keys(signers))); err != nil {
			return nil, err
		}
	}
	if k := signers[hash]; k != nil {
		return k, nil
	}
	return nil, parley.Errorf(parley.CodeBadKey, "the record's sheet is not one whose log key this node holds")
}

// lastSheet returns the sheet that was entered last in an own record: one of those of the seat, or one of all, since the
// newest may be entered and not yet be among the former.
func lastSheet(r store.Reader, own *seat, all []parley.Hash) (last parley.Hash, err error) {
	for _, p := range own.sheets() {
		all = append(all, charter.SheetHash(p.bytes))
	}
	at := int64(-1)
	for _, hash := range all {
		leaf, ok, err := leafOf(r, own.log, hash, wire.LeafSheet)
		if err != nil {
			return last, err
		}
		if ok && int64(leaf.Index) > at {
			last, at = hash, int64(leaf.Index)
		}
	}
	return last, nil
}
