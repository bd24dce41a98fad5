package node

import (
	"parley/internal/store"
	"parley/record"
)

// outdated reports whether a proof of a fork rests on a head that the log key in force at its size did not sign, as far
// as the record is held here. After a key was replaced, whoever stole it can still sign heads of any size with it: none
// beyond the place of the new sheet is its party's [REC-9].
func (n *Node) outdated(t *table, s *seat, b []byte) bool {
	ev, err := record.DecodeEvidence(b)
	if err != nil || ev.Kind != record.EvidenceFork || len(ev.Logs) != 1 {
		return err != nil
	}
	good := 0
	err = n.cfg.Store.View(func(r store.Reader) error {
		held, err := r.LogSize(s.log)
		if err != nil {
			return err
		}
		for _, h := range ev.Logs[0].Heads {
			keys, err := headKeys(r, s, h.Size, held, nil)
			if err != nil {
				return err
			}
			for _, key := range keys {
				if record.VerifyHead(key, record.OriginOf(t.id, s.id, s.log.Volume), h.Size, h.Root, h.Signature) {
					good++
					break
				}
			}
		}
		return nil
	})
	return err != nil || good != len(ev.Logs[0].Heads)
}
