package sqlite

import (
	"errors"
	"fmt"
	"testing"

	"parley"
	"parley/internal/store"
)

// BenchmarkUpdate is the log-writer's transaction, a leaf, its tree hashes and a message, alone and in a group of 64.
// One operation is one message.
func BenchmarkUpdate(b *testing.B) {
	for _, group := range []int{1, 64} {
		b.Run(fmt.Sprintf("group=%d", group), func(b *testing.B) {
			s := openNew(b)
			b.ReportAllocs()
			for n := 0; n < b.N; {
				err := s.Update(func(tx store.Tx) error {
					for i := 0; i < group && n < b.N; i, n = i+1, n+1 {
						if err := appendMessage(tx, uint64(n)); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func appendMessage(tx store.Tx, n uint64) error {
	log := store.LogID{Party: "north"}
	id := parley.Sum(fmt.Append(nil, n))
	hashes := []store.HashAt{{Pos: 2 * n, Hash: id}, {Pos: 2*n + 1, Hash: id}}
	_, err := tx.AddMessage(store.Message{ID: id, Author: "north", PayloadHash: id, Envelope: make([]byte, 400)})
	return errors.Join(err,
		tx.AppendLeaves(log, []store.Leaf{{Index: n, ID: id, Bytes: make([]byte, 48)}}, hashes),
		tx.PutDelivery(store.Delivery{Message: id, Party: "south"}))
}

// BenchmarkWriteBody is a body of 20 MiB in frames of 1200 bytes, 16 to a transaction; one operation is one frame.
func BenchmarkWriteBody(b *testing.B) {
	const size, frame = 20 << 20, 1200
	s, id, p := openNew(b), parley.Hash{1}, make([]byte, frame)
	b.SetBytes(frame)
	for n := 0; n < b.N; {
		err := s.Update(func(tx store.Tx) error {
			for i := 0; i < 16 && n < b.N; i, n = i+1, n+1 {
				at := uint64(n) % (size / frame) * frame
				if at == 0 {
					if err := errors.Join(tx.DropBody(id), tx.OpenBody(store.Body{ID: id, Size: size})); err != nil {
						return err
					}
				}
				if err := tx.WriteBody(id, at, p); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReadBody reads frames of 1200 bytes from a body of 20 MiB that was written at once.
func BenchmarkReadBody(b *testing.B) {
	const size, frame = 20 << 20, 1200
	s, id := openNew(b), parley.Hash{1}
	err := s.Update(func(tx store.Tx) error {
		return errors.Join(tx.OpenBody(store.Body{ID: id, Size: size}), tx.WriteBody(id, 0, make([]byte, size)))
	})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(frame)
	for n := range b.N {
		err := s.View(func(r store.Reader) error {
			_, err := r.ReadBody(id, uint64(n)%(size/frame)*frame, frame)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
