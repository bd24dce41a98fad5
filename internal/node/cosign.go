package node

import (
	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// cosign makes and keeps this node's statement, as a mirror that holds every leaf, over a head of a peer's record.
func (n *Node) cosign(tx store.Tx, m *mirror, head store.Head) error {
	seconds := uint64(n.now() / 1000)
	name := record.CosignerName(m.t.id, n.cfg.Party)
	sig, err := record.Cosign(n.own().keys.Cosigner, name, record.CheckpointText(m.t.origin(m.s.id), head.Size, head.Root), seconds)
	if err != nil {
		return err
	}
	return tx.AddCosignature(m.s.log, store.Cosignature{Mirror: n.cfg.Party, Size: head.Size, Root: head.Root, Time: seconds, Signature: sig})
}

// takeCosignature checks and keeps a mirror's statement over a head of a record that is held here.
func (n *Node) takeCosignature(t *table, s *seat, mirrorID parley.PartyID, f *wire.Cosig) {
	text := record.CheckpointText(t.origin(s.id), f.Size, f.Root)
	if cosignerKey(t, mirrorID, text, f.Time, f.Signature) == nil {
		n.metrics.badHeads.Inc()
		return
	}
	err := n.cfg.Store.Update(func(tx store.Tx) error {
		size, err := tx.LogSize(s.log)
		if err != nil || f.Size > size || f.Size < 2 {
			return err
		}
		root, err := record.Root(f.Size, hashes(tx, s.log))
		if err != nil || root != f.Root {
			return err
		}
		return tx.AddCosignature(s.log, store.Cosignature{Mirror: mirrorID, Size: f.Size, Root: f.Root, Time: f.Time, Signature: f.Signature})
	})
	if err != nil {
		n.cfg.Log.Error("a cosignature could not be stored", "party", string(s.id), "error", err)
	}
}
