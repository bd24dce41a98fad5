package storetest

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"iter"
	"strings"

	"parley"
	"parley/internal/store"
)

// A table is an ordered map that never changes: with and without return another one that shares what is the same. So
// a copy of a table is a snapshot. It is a treap whose priorities are hashes of the keys.
type table[V any] struct{ root *node[V] }

type node[V any] struct {
	key         string
	value       V
	priority    uint64
	left, right *node[V]
}

var tableSeed = maphash.MakeSeed()

// get returns the value at key.
func (t table[V]) get(key string) (v V, ok bool) {
	for n := t.root; n != nil; {
		switch {
		case key < n.key:
			n = n.left
		case key > n.key:
			n = n.right
		default:
			return n.value, true
		}
	}
	return v, false
}

// has reports whether there is a value at key.
func (t table[V]) has(key string) bool {
	_, ok := t.get(key)
	return ok
}

// with returns t with v at key.
func (t table[V]) with(key string, v V) table[V] {
	return table[V]{t.root.with(&node[V]{key: key, value: v, priority: maphash.String(tableSeed, key)})}
}

// with returns a tree of fresh nodes from the root to where x stands.
func (n *node[V]) with(x *node[V]) *node[V] {
	if n == nil {
		return x
	}
	c := *n
	switch {
	case x.key < c.key:
		if c.left = n.left.with(x); c.left.priority > c.priority {
			l := c.left
			c.left, l.right = l.right, &c
			return l
		}
	case x.key > c.key:
		if c.right = n.right.with(x); c.right.priority > c.priority {
			r := c.right
			c.right, r.left = r.left, &c
			return r
		}
	default:
		c.value = x.value
	}
	return &c
}

// without returns t without the value at key.
func (t table[V]) without(key string) table[V] { return table[V]{t.root.without(key)} }

func (n *node[V]) without(key string) *node[V] {
	if n == nil {
		return nil
	}
	c := *n
	switch {
	case key < c.key:
		c.left = n.left.without(key)
	case key > c.key:
		c.right = n.right.without(key)
	default:
		return join(n.left, n.right)
	}
	return &c
}

// join returns the tree of both, every key of a being below every key of b.
func join[V any](a, b *node[V]) *node[V] {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.priority > b.priority:
		c := *a
		c.right = join(a.right, b)
		return &c
	default:
		c := *b
		c.left = join(a, b.left)
		return &c
	}
}

// from returns the values whose key has prefix and is not below prefix+start, in ascending order.
func (t table[V]) from(prefix, start string) iter.Seq[V] {
	return func(yield func(V) bool) { t.root.up(prefix, prefix+start, yield) }
}

func (n *node[V]) up(prefix, start string, yield func(V) bool) bool {
	if n == nil {
		return true
	}
	if n.key >= start {
		if !n.left.up(prefix, start, yield) || !strings.HasPrefix(n.key, prefix) || !yield(n.value) {
			return false
		}
	}
	return n.right.up(prefix, start, yield)
}

// lastTo returns the value of the largest key that has prefix and does not go beyond prefix+end.
func (t table[V]) lastTo(prefix, end string) (v V, ok bool) {
	for n := t.root; n != nil; {
		if n.key > prefix+end {
			n = n.left
			continue
		}
		v, ok = n.value, strings.HasPrefix(n.key, prefix)
		n = n.right
	}
	if !ok {
		var none V
		return none, false
	}
	return v, true
}

// beyond is an end that no key goes beyond.
const beyond = "\xff\xff\xff\xff\xff\xff\xff\xff\xff"

// key returns a key that sorts as its parts do, one after the other.
func key(parts ...any) string {
	b := make([]byte, 0, 128) // as long as nearly all
	for _, p := range parts {
		switch p := p.(type) {
		case parley.Hash:
			b = append(b, p[:]...)
		case [8]byte:
			b = append(b, p[:]...)
		case [32]byte:
			b = append(b, p[:]...)
		case store.LogID:
			b = append(append(append(b, p.Charter[:]...), p.Party...), 0)
			b = binary.BigEndian.AppendUint64(b, p.Volume)
		case parley.PartyID:
			b = append(append(b, p...), 0)
		case uint64:
			b = binary.BigEndian.AppendUint64(b, p)
		default:
			panic(fmt.Sprintf("storetest: no key of a %T", p))
		}
	}
	return string(b)
}
