package node

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"slices"
	"sync"
	"time"

	"parley"
	stations "parley/internal/station"
	"parley/internal/store"
	"parley/narrow"
)

// A keyring holds the secrets of all lines as the store has them: every change is durable before it counts.
type keyring struct {
	n    *Node
	mu   sync.Mutex // held while the store is written
	rows []*lineSecret
}

// A lineSecret is a row with what is derived from it.
type lineSecret struct {
	store.LineSecret
	secret narrow.Secret
}

// Ring returns the secrets of the lines, for the stations of this node.
func (n *Node) Ring() stations.Ring { return n.secrets }

func (n *Node) loadRing() error {
	n.secrets = &keyring{n: n}
	return n.cfg.Store.View(func(r store.Reader) error {
		rows, err := r.LineSecrets()
		for _, row := range rows {
			s, err := narrow.SecretOf(row.Secret)
			if err != nil {
				return err
			}
			n.secrets.rows = append(n.secrets.rows, &lineSecret{row, s})
		}
		return err
	})
}

// held returns a secret as a station uses it: with the link key of the other party's newest sheet. The mutex is held.
func (r *keyring) held(x *lineSecret) (stations.Held, bool) {
	r.n.mu.Lock()
	p := r.n.peers[x.Root]
	r.n.mu.Unlock()
	if p == nil || p.sheet() == nil {
		return stations.Held{}, false
	}
	return stations.Held{Peer: ed25519.PublicKey(p.sheet().Link), Secret: x.secret}, true
}

// of returns the row of a secret, or nil. The mutex is held.
func (r *keyring) of(h stations.Held) *lineSecret {
	for _, x := range r.rows {
		if x.secret.ID != h.Secret.ID {
			continue
		}
		if y, ok := r.held(x); ok && y.Peer.Equal(h.Peer) {
			return x
		}
	}
	return nil
}

// Named returns the secrets of that id; see station.Ring.
func (r *keyring) Named(id narrow.KeyID) (out []stations.Held) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, x := range r.rows {
		if x.secret.ID != id {
			continue
		}
		if h, ok := r.held(x); ok {
			out = append(out, h)
		}
	}
	return out
}

// Order returns the secrets of the line to a peer as they are to be tried: the newest that is proved, then the others from the
// one before the newest on, that given by hand, and the newest last [NAR-3, NAR-13].
func (r *keyring) Order(peer ed25519.PublicKey) ([]stations.Held, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []*lineSecret
	for _, x := range r.rows {
		if h, ok := r.held(x); ok && h.Peer.Equal(peer) {
			list = append(list, x)
		}
	}
	slices.SortFunc(list, func(a, b *lineSecret) int { return cmp.Compare(b.Taken, a.Taken) })
	var newest *lineSecret
	if i := slices.IndexFunc(list, func(x *lineSecret) bool { return !x.ByHand }); i >= 0 {
		newest = list[i]
	}
	slices.SortStableFunc(list, func(a, b *lineSecret) int { return cmp.Compare(rank(a, newest), rank(b, newest)) })
	var out []stations.Held
	for _, x := range list {
		h, _ := r.held(x)
		out = append(out, h)
	}
	return out, nil
}

// rank is where a secret stands: proved, before the newest, by hand, newest.
func rank(x, newest *lineSecret) int {
	switch {
	case x.Proved:
		return 0
	case x.ByHand:
		return 2
	case x == newest:
		return 3
	}
	return 1
}

// put writes a changed row. The mutex is held.
func (r *keyring) put(row store.LineSecret) error {
	err := r.n.cfg.Store.Update(func(tx store.Tx) error { return tx.PutLineSecret(row) })
	return storageSentence(err, "a counter of the narrow bearer could not be stored")
}

// Counter returns the next counter of a beginning: the milliseconds since 1970, or one more than the last, so that one that was
// lost with a disk does not come again [NAR-5].
func (r *keyring) Counter(h stations.Held) (uint64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	x := r.of(h)
	if x == nil {
		return 0, errNoSecret
	}
	row := x.LineSecret
	row.Sent = max(row.Sent+1, uint64(max(0, r.n.now())))
	x.Sent = row.Sent // whether it is stored or not: it is not given out twice
	if err := r.put(row); err != nil {
		return 0, err
	}
	return row.Sent, nil
}

// New reports whether a counter of a peer is new; see station.Ring.
func (r *keyring) New(h stations.Held, counter uint64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	x := r.of(h)
	return x != nil && counter > x.Came
}

// Take takes a counter of a peer, once it is durable [NAR-7].
func (r *keyring) Take(h stations.Held, counter uint64) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	x := r.of(h)
	if x == nil || counter <= x.Came {
		return false, nil
	}
	row := x.LineSecret
	row.Came, row.Proved = counter, true
	x.Came = counter // whether it is stored or not: who begins again has a higher one
	if err := r.put(row); err != nil {
		return false, err
	}
	x.Proved = true
	return true, nil
}

// Proved notes that the other end has a secret; see station.Ring. What is not stored is noted again some day.
func (r *keyring) Proved(h stations.Held) {
	r.mu.Lock()
	defer r.mu.Unlock()
	x := r.of(h)
	if x == nil || x.Proved {
		return
	}
	x.Proved = true
	if err := r.put(x.LineSecret); err != nil {
		r.n.cfg.Log.Warn("that a secret of a line is proved could not be stored", "error", err)
	}
}

const (
	secretAge  = time.Hour // after which a session over TLS gives a new secret
	tlsSecrets = 2         // that are kept
)

// due reports whether a session over TLS with a party is to give a secret.
func (r *keyring) due(root rootKey) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, x := range r.rows {
		if x.Root == root && !x.ByHand && r.n.now()-x.Taken < parley.Millis(secretAge.Milliseconds()) && x.Taken <= r.n.now() {
			return false
		}
	}
	return true
}

// keep keeps a secret of the line to a party, and forgets those that have had their day: all but the last two from TLS, or
// the one by hand that there was [NAR-3]. Entry is journalled with it, unless it is nil.
func (r *keyring) keep(root rootKey, bytes32 []byte, byHand bool, entry *store.Entry) (narrow.KeyID, error) {
	secret, err := narrow.SecretOf(bytes32)
	if err != nil {
		return narrow.KeyID{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	row := store.LineSecret{Root: root, ID: store.SecretID(secret.ID), Secret: bytes.Clone(bytes32), ByHand: byHand, Taken: r.n.now()}
	if i := slices.IndexFunc(r.rows, func(x *lineSecret) bool { return x.Root == root && x.ID == row.ID }); i >= 0 {
		return secret.ID, nil // held already, with its counters
	}
	old := r.passed(row)
	err = r.n.cfg.Store.Update(func(tx store.Tx) error {
		for _, x := range old {
			if err := tx.DropLineSecret(x.Root, x.ID); err != nil {
				return err
			}
		}
		if entry != nil {
			if err := tx.AddEntry(*entry); err != nil {
				return err
			}
		}
		return tx.PutLineSecret(row)
	})
	if err != nil {
		return secret.ID, storageSentence(err, "the secret of the line could not be stored")
	}
	r.rows = slices.DeleteFunc(r.rows, func(x *lineSecret) bool { return slices.Contains(old, x) })
	r.rows = append(r.rows, &lineSecret{row, secret})
	return secret.ID, nil
}

// passed returns the rows that a new one leaves no place for. The mutex is held.
func (r *keyring) passed(row store.LineSecret) []*lineSecret {
	var same []*lineSecret
	for _, x := range r.rows {
		if x.Root == row.Root && x.ByHand == row.ByHand {
			same = append(same, x)
		}
	}
	slices.SortFunc(same, func(a, b *lineSecret) int { return cmp.Compare(a.Taken, b.Taken) })
	left := tlsSecrets - 1
	if row.ByHand {
		left = 0
	}
	return same[:max(0, len(same)-left)]
}

var errNoSecret = parley.Errorf(parley.CodeBadKey, "the secret of this line is held no more")
