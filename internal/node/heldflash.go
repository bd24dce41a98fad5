package node

import (
	"context"

	"parley"
	"parley/internal/store"
)

// heldFlashes names the FLASH messages of others that nobody has acknowledged, and each that has no words yet: it waits for none, because
// those of a busy hour keep the store from what is urgent for seconds.
func (n *Node) heldFlashes() ([]parley.Hash, error) {
	wordless, err := n.wordlessFlashes()
	if err != nil {
		return nil, err
	}
	f, err := n.finding(context.Background(), Query{Precedence: []string{parley.Flash.String()}, State: "unacknowledged"}, false)
	if err != nil {
		return nil, err
	}
	f.Limit = listPiece
	worded, err := n.flashesAmong(0, func(r store.Reader, after uint64) ([]store.Message, error) {
		f.After = after
		return r.FindMessages(f)
	})
	return append(worded, wordless...), err // what got its words meanwhile is named twice, and nothing is left out
}

// wordlessFlashes names those among the messages that came after the last one that has words.
func (n *Node) wordlessFlashes() (ids []parley.Hash, err error) {
	var first []store.Message
	err = n.cfg.Store.View(func(r store.Reader) (err error) { first, err = r.WordlessMessages(1); return err })
	if err != nil || len(first) == 0 {
		return nil, err
	}
	return n.flashesAmong(first[0].Seq-1, func(r store.Reader, after uint64) ([]store.Message, error) {
		return r.Messages(store.MessageFilter{After: after, Limit: listPiece})
	})
}

// flashesAmong names the FLASH messages of others among those that next gives, piece by piece, each after the last one of that before.
func (n *Node) flashesAmong(after uint64, next func(r store.Reader, after uint64) ([]store.Message, error)) (ids []parley.Hash, err error) {
	for {
		var ms []store.Message
		err = n.cfg.Store.View(func(r store.Reader) (err error) { ms, err = next(r, after); return err })
		if err != nil || len(ms) == 0 {
			return ids, err
		}
		for _, m := range ms {
			if sounds(m) {
				ids = append(ids, m.ID)
			}
		}
		after = ms[len(ms)-1].Seq
	}
}
