package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"parley"
	"parley/bench/table"
	"parley/charter"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// build makes the record of a party that sent as many messages as the record shall have entries, to one that is never
// there. It writes what the node would have, many messages in a transaction.
func build(dir string, entries int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	t, err := table.Lay(dir, 2)
	if err != nil {
		return err
	}
	defer t.Clear()
	for _, p := range t.Parties {
		p.Stop()
	}
	if err := t.Parties[0].Open(); err != nil {
		return err
	}
	start := time.Now()
	w := &writer{t: t, from: t.Parties[0], to: t.Parties[1].ID}
	for at := 0; at < entries; at += piece {
		if err := w.write(at, min(piece, entries-at)); err != nil {
			return err
		}
	}
	fmt.Printf("built in %v (%.0f messages/s)\n", time.Since(start).Round(time.Second), float64(entries)/time.Since(start).Seconds())
	return nil
}

// A writer writes messages of one party behind the back of its node, which does nothing.
type writer struct {
	t    *table.Table
	from *table.Party
	to   parley.PartyID
}

// write stores n messages with their leaves, and the head over them.
func (w *writer) write(first, n int) error {
	envelopes, err := w.seal(first, n)
	if err != nil {
		return err
	}
	return w.from.Store.Update(func(tx store.Tx) error {
		log := store.LogID{Charter: w.t.Charter, Party: w.from.ID}
		size, err := tx.LogSize(log)
		if err != nil {
			return err
		}
		date := parley.MillisOf(time.Now())
		var leaves []store.Leaf
		var raw [][]byte
		for i, envelope := range envelopes {
			leaf, err := w.message(tx, size+uint64(i), date, envelope)
			if err != nil {
				return err
			}
			leaves, raw = append(leaves, leaf), append(raw, leaf.Bytes)
		}
		return w.append(tx, log, size, date, leaves, raw)
	})
}

// seal signs messages, on all processors.
func (w *writer) seal(first, n int) ([][]byte, error) {
	envelopes, failed, workers := make([][]byte, n), make([]error, n), runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	for worker := range workers {
		all.Go(func() {
			for i := worker; i < n; i += workers {
				text := fmt.Sprintf("Report %d. Nothing further.", first+i)
				envelopes[i], failed[i] = w.t.Seal(w.from, parley.Routine, text, w.to)
			}
		})
	}
	all.Wait()
	return envelopes, errors.Join(failed...)
}

// message stores one message, and returns its leaf.
func (w *writer) message(tx store.Tx, at uint64, date parley.Millis, envelope []byte) (leaf store.Leaf, err error) {
	e, p, err := wire.DecodeEnvelope(envelope)
	if err != nil {
		return leaf, err
	}
	id := parley.Sum(envelope)
	m := store.Message{
		ID: id, Charter: w.t.Charter, Author: w.from.ID, Own: true, PayloadHash: parley.Sum(e.Payload), Envelope: envelope, Form: p.Form,
		Precedence: p.Precedence, Time: p.Time, Stored: date, SentAt: int64(at), RecordedAt: int64(at), Refused: -1,
	}
	if _, err := tx.AddMessage(m); err != nil {
		return leaf, err
	}
	d := store.Delivery{Message: id, Charter: w.t.Charter, Party: w.to, Precedence: p.Precedence, RecordedAt: -1, Refused: -1}
	if err := tx.PutDelivery(d); err != nil {
		return leaf, err
	}
	l := wire.Leaf{Kind: wire.LeafSent, Date: date, ID: id, Addressees: wire.Bitmap(2, []int{1})}
	rand.Read(l.Mark[:])
	return store.Leaf{Index: at, Kind: uint8(l.Kind), ID: id, Mark: l.Mark, Bytes: l.Encode()}, nil
}

// append stores leaves, the hashes of their tree and the signed head.
func (w *writer) append(tx store.Tx, log store.LogID, size uint64, date parley.Millis, leaves []store.Leaf, raw [][]byte) error {
	read := func(pos []uint64) ([]parley.Hash, error) { return tx.Hashes(log, pos) }
	fresh, err := record.AppendHashes(size, raw, read)
	if err != nil {
		return err
	}
	hashes := make([]store.HashAt, len(fresh))
	for i, h := range fresh {
		hashes[i] = store.HashAt{Pos: h.Pos, Hash: h.Hash}
	}
	if err := tx.AppendLeaves(log, leaves, hashes); err != nil {
		return err
	}
	size += uint64(len(leaves))
	root, err := record.RootAfter(size-uint64(len(leaves)), read, fresh, size)
	if err != nil {
		return err
	}
	sig, err := record.SignHead(w.from.Key("log"), record.Origin(w.t.Charter, w.from.ID), size, root)
	if err != nil {
		return err
	}
	return tx.PutHead(log, store.Head{Size: size, Root: root, Signature: sig, Seen: date, Reconciled: true})
}

// operatorKey finds the key that signed the messages: that of the one post on the sheet.
func operatorKey(r store.Reader) (ed25519.PublicKey, error) {
	charters, err := r.Charters()
	if err != nil {
		return nil, err
	}
	editions, err := r.Editions(charters[0])
	if err != nil {
		return nil, err
	}
	c, err := charter.Parse(editions[0].Bytes)
	if err != nil {
		return nil, err
	}
	sheets, err := r.Sheets([32]byte(c.Parties[c.PartyIndex("party-00")].Root))
	if err != nil {
		return nil, err
	}
	sh, err := charter.ParseSheet(sheets[0].Bytes)
	if err != nil {
		return nil, err
	}
	return sh.Operators[0].Key, nil
}
