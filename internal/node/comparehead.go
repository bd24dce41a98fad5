package node

import (
	"time"

	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// compareHeads holds heads against the leaves held [REC-39]: those that agree with them are seen to in one view.
func (n *Node) compareHeads(m *mirror, all []wire.Head) error {
	if len(all) == 0 {
		return nil
	}
	agree, err := n.agreeing(m, all)
	for i := 0; i < len(all) && err == nil; i++ {
		if !agree[i] {
			err = n.compareHead(m, all[i])
		}
	}
	return err
}

// agreeing reports of heads whether each has the root of the leaves held, or is signed over it.
func (n *Node) agreeing(m *mirror, all []wire.Head) (agree []bool, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		agree = make([]bool, len(all))
		entered, err := enteredSheets(r, m.s)
		if err != nil {
			return err
		}
		read := remembered(hashes(r, m.s.log))
		for i, h := range all {
			root, err := record.Root(h.Size, read)
			if err != nil {
				return err
			}
			if h.Root != nil {
				agree[i] = root == *h.Root
				continue
			}
			key := keyBelow(entered, h.Size)
			agree[i] = key != nil && record.VerifyHead(key, m.t.origin(m.s.id), h.Size, root, h.Signature)
		}
		return nil
	})
	return agree, err
}

// remembered reads no hash twice: heads of one record that are near each other share most of theirs.
func remembered(read record.HashReader) record.HashReader {
	known := map[uint64]parley.Hash{}
	return func(pos []uint64) (out []parley.Hash, err error) {
		var lacking []uint64
		for _, p := range pos {
			if _, is := known[p]; !is {
				lacking = append(lacking, p)
			}
		}
		if len(lacking) > 0 {
			got, err := read(lacking)
			if err != nil {
				return nil, err
			}
			for i, p := range lacking {
				known[p] = got[i]
			}
		}
		for _, p := range pos {
			out = append(out, known[p])
		}
		return out, nil
	}
}

// compareHead holds a head against the leaves held. One that does not fit, with its root in full, is a fork.
func (n *Node) compareHead(m *mirror, h wire.Head) error {
	if h.Root != nil {
		_, err := n.agrees(m.t, m.s, h)
		return err
	}
	root, err := n.rootAt(m.s.log, h.Size)
	if err != nil {
		return err
	}
	if ok, err := n.verifyHead(m, h, root); ok || err != nil {
		return err
	}
	if m.mayAskHead(time.Now()) {
		n.askHead(m)
	}
	return nil
}

// agrees holds a head with its root, of a size that is held, against the leaves held. One that does not fit and is signed
// is a fork.
func (n *Node) agrees(t *table, s *seat, h wire.Head) (bool, error) {
	root, err := n.rootAt(s.log, h.Size)
	if err != nil || root == *h.Root {
		return err == nil, err
	}
	other := store.Head{Size: h.Size, Root: *h.Root, Signature: h.Signature, Seen: n.now()}
	if h.Size < record.MinHead || len(signers(t, s, other)) == 0 {
		n.metrics.badHeads.Inc()
		return false, nil
	}
	return false, n.foundFork(t, s, other)
}

func (n *Node) rootAt(log store.LogID, size uint64) (root parley.Hash, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		root, err = record.Root(size, hashes(r, log))
		return err
	})
	return root, err
}
