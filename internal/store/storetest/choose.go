package storetest

import (
	"bytes"
	"fmt"

	"parley"
	"parley/internal/store"
)

func (c chooser) putMeta() operation {
	name, value := pick(c, worldNames), c.bytes(20)
	return operation{"PutMeta " + name, func(tx store.Tx) error { return tx.PutMeta(name, value) }}
}

func (c chooser) addEdition() operation {
	e := store.Edition{Charter: pick(c, worldCharters), Number: c.number(), ID: c.id(), Bytes: c.bytes(1)}
	for range c.IntN(3) {
		e.Signatures = append(e.Signatures, fmt.Sprintf("— party 'key' %x\n", c.bytes(4)))
	}
	return operation{"AddEdition", func(tx store.Tx) error { return tx.AddEdition(e) }}
}

func (c chooser) addSheet() operation {
	s := store.Sheet{Root: pick(c, worldRoots), Number: c.number(), Hash: c.id(), Bytes: c.bytes(1)}
	return operation{"AddSheet", func(tx store.Tx) error { return tx.AddSheet(s) }}
}

func (c chooser) addVolume() operation {
	v := store.Volume{Log: pick(c, worldLogs), Hash: c.id(), Bytes: c.bytes(1)}
	v.Log.Volume = c.number()
	return operation{"AddVolume", func(tx store.Tx) error { return tx.AddVolume(v) }}
}

func (c chooser) addStatement() operation {
	log := pick(c, worldLogs)
	s := store.Statement{Charter: log.Charter, Party: log.Party, Hash: c.id(), Bytes: c.bytes(1)}
	return operation{"AddStatement", func(tx store.Tx) error { return tx.AddStatement(s) }}
}

func (c chooser) addRosterAct() operation {
	log := pick(c, worldLogs)
	a := store.RosterAct{Charter: log.Charter, Party: log.Party, Number: c.number(), Hash: c.id(), Bytes: c.bytes(1)}
	return operation{"AddRosterAct", func(tx store.Tx) error { return tx.AddRosterAct(a) }}
}

// appendLeaves mostly appends at the end of the log, as it finds it, with leaves and hashes that follow each other.
func (c chooser) appendLeaves() operation {
	log := pick(c, worldLogs)
	shift := 0
	if c.one(12) {
		shift = 1 - 2*c.IntN(2)
	}
	gap, again := c.one(30), c.one(30)
	leaves := make([]store.Leaf, c.IntN(4))
	for i := range leaves {
		leaves[i] = store.Leaf{Kind: uint8(c.IntN(8)), ID: c.id(), Mark: [8]byte{byte(i), 0xff}, Bytes: c.bytes(40)}
	}
	root := c.id()
	return operation{"AppendLeaves", func(tx store.Tx) error {
		size, err := tx.LogSize(log)
		if err != nil {
			return err
		}
		var hashes []store.HashAt
		for i := range leaves {
			leaves[i].Index = size + uint64(i+shift)
			hashes = append(hashes, store.HashAt{Pos: size + uint64(i), Hash: root})
		}
		if gap && len(leaves) > 1 {
			leaves[1].Index++
		}
		if again && len(hashes) > 0 {
			hashes = append(hashes, hashes[0])
		}
		return tx.AppendLeaves(log, leaves, hashes)
	}}
}

func (c chooser) putHead() operation {
	log := pick(c, worldLogs)
	h := store.Head{Size: c.number(), Root: pick(c, worldIDs[:3]), Signature: c.bytes(64), Seen: c.millis(), Reconciled: c.one(2)}
	return operation{"PutHead", func(tx store.Tx) error { return tx.PutHead(log, h) }}
}

func (c chooser) addCosignature() operation {
	log := pick(c, worldLogs)
	s := store.Cosignature{Mirror: pick(c, worldParties), Size: c.number(), Root: c.id(), Time: c.number(), Signature: c.bytes(64)}
	return operation{"AddCosignature", func(tx store.Tx) error { return tx.AddCosignature(log, s) }}
}

func (c chooser) addMessage() operation {
	m := store.Message{
		ID: pick(c, worldIDs), Charter: pick(c, worldCharters), Author: pick(c, worldParties), Own: c.one(2),
		PayloadHash: pick(c, worldIDs), Envelope: c.bytes(300), Form: pick(c, worldForms),
		Precedence: parley.Precedence(c.IntN(parley.NumPrecedences)), Time: c.millis(), Stored: c.millis(),
		Acks: c.id(), ReplyTo: c.id(), Proceeding: c.id(), SentAt: int64(c.IntN(3) - 1), RecordedAt: int64(c.IntN(3) - 1),
		Refused: int16(c.IntN(3) - 1), Read: c.millis(), Seq: c.Uint64(),
	}
	return operation{"AddMessage", func(tx store.Tx) error {
		seq, err := tx.AddMessage(m)
		if err != nil {
			return err
		}
		held, err := tx.Message(m.ID)
		if err == nil && held.Seq != seq {
			return fmt.Errorf("message %d was said to be %d", held.Seq, seq)
		}
		return err
	}}
}

func (c chooser) setPlaces() operation {
	id, sent, recorded, refused := c.id(), int64(c.IntN(9)-1), int64(c.IntN(9)-1), int16(c.IntN(9)-1)
	return operation{"SetPlaces", func(tx store.Tx) error { return tx.SetPlaces(id, sent, recorded, refused) }}
}

func (c chooser) setRead() operation {
	id, at := c.id(), c.millis()
	return operation{"SetRead", func(tx store.Tx) error { return tx.SetRead(id, at) }}
}

func (c chooser) putDelivery() operation {
	d := store.Delivery{
		Message: c.id(), Charter: pick(c, worldCharters), Party: pick(c, worldParties),
		Precedence: parley.Precedence(c.IntN(parley.NumPrecedences)), Expires: c.millis(), Settled: c.one(3),
		Expired: c.one(3), RecordedAt: int64(c.IntN(9) - 1), Recorded: c.millis(), Refused: int16(c.IntN(9) - 1),
		Opened: c.millis(), Acknowledged: c.millis(), Answered: c.millis(),
	}
	return operation{"PutDelivery", func(tx store.Tx) error { return tx.PutDelivery(d) }}
}

func (c chooser) openBody() operation {
	b := store.Body{
		ID: c.id(), Blob: c.one(2), Charter: pick(c, worldCharters), Author: pick(c, worldParties),
		Size: pick(c, []uint64{0, 1, 1024, 2500, 2500, 2500, worldSize}), Complete: c.one(2),
		Precedence: parley.Precedence(c.IntN(parley.NumPrecedences)), Ranges: []store.Range{{From: 0, To: 1}},
	}
	if c.one(60) {
		b.Size = c.number() << 40
	}
	return operation{"OpenBody", func(tx store.Tx) error { return tx.OpenBody(b) }}
}

// writeBody mostly writes bytes that fit, and one time in three all of the body.
func (c chooser) writeBody() operation {
	id, offset, p := c.id(), c.Uint64N(2500), c.bytes(900)
	whole, beyond := c.one(3), c.one(20)
	fill := byte(c.Uint32())
	return operation{"WriteBody", func(tx store.Tx) error {
		b, err := tx.Body(id)
		switch {
		case err != nil:
			return nil // missing bodies have a test of their own; here they would fail most transactions
		case beyond:
			return tx.WriteBody(id, b.Size-min(b.Size, 3), []byte{1, 2, 3, 4})
		case whole && b.Size <= worldSize:
			return tx.WriteBody(id, 0, bytes.Repeat([]byte{fill, 1}, worldSize)[:b.Size])
		case offset+uint64(len(p)) > b.Size:
			return nil
		}
		return tx.WriteBody(id, offset, p)
	}}
}

func (c chooser) completeBody() operation {
	id := c.id()
	return operation{"CompleteBody", func(tx store.Tx) error { return tx.CompleteBody(id) }}
}

func (c chooser) dropBody() operation {
	id := c.id()
	if !c.one(3) {
		id = parley.Hash{1}
	}
	return operation{"DropBody", func(tx store.Tx) error { return tx.DropBody(id) }}
}

func (c chooser) addAttachment() operation {
	a := store.Attachment{Message: c.id(), Place: c.IntN(3), Blob: c.id(), Size: c.number()}
	return operation{"AddAttachment", func(tx store.Tx) error { return tx.AddAttachment(a) }}
}

func (c chooser) putBlobDelivery() operation {
	d := store.BlobDelivery{Blob: c.id(), Charter: pick(c, worldCharters), Party: pick(c, worldParties), Size: c.number(), Done: c.one(3)}
	return operation{"PutBlobDelivery", func(tx store.Tx) error { return tx.PutBlobDelivery(d) }}
}

func (c chooser) addEntry() operation {
	e := store.Entry{Seq: c.Uint64(), Time: c.millis(), User: "дежурный", Post: "duty", Action: "send", Detail: fmt.Sprintf("'%x'", c.bytes(4))}
	if c.one(2) {
		e.Leaf = c.id()
	}
	return operation{"AddEntry", func(tx store.Tx) error { return tx.AddEntry(e) }}
}

func (c chooser) addJournalHead() operation {
	h := store.JournalHead{Size: c.number(), Root: c.id(), Frontier: c.bytes(64), Signature: c.bytes(64)}
	return operation{"AddJournalHead", func(tx store.Tx) error { return tx.AddJournalHead(h) }}
}

func (c chooser) addEvidence() operation {
	e := store.Evidence{Log: pick(c, worldLogs), Hash: c.id(), Found: c.millis(), Bytes: c.bytes(50)}
	return operation{"AddEvidence", func(tx store.Tx) error { return tx.AddEvidence(e) }}
}

func (c chooser) putDraft() operation {
	id := c.id()
	d := store.Draft{Seq: c.Uint64(), ID: store.DraftID(id[:8]), Charter: pick(c, worldCharters), Edition: c.id(), Payload: c.bytes(20), Signed: c.bytes(20),
		State: store.DraftState(c.IntN(3)), Message: c.id(), Decided: c.id(), User: "дежурный", Made: c.millis(), Changed: c.millis()}
	return operation{"PutDraft", func(tx store.Tx) error { return tx.PutDraft(d) }}
}

func (c chooser) putSecret() operation {
	id := c.id()
	s := store.LineSecret{Root: id, ID: store.SecretID(id[:4]), Secret: c.bytes(32), ByHand: c.IntN(2) == 0, Taken: c.millis(), Proved: c.IntN(2) == 0, Sent: c.Uint64() >> 16, Came: c.Uint64() >> 16}
	return operation{"PutLineSecret", func(tx store.Tx) error { return tx.PutLineSecret(s) }}
}

func (c chooser) dropSecret() operation {
	id := c.id()
	return operation{"DropLineSecret", func(tx store.Tx) error { return tx.DropLineSecret(id, store.SecretID(id[:4])) }}
}

func (c chooser) putWatch() operation {
	id := c.id()
	w := store.Watch{Seq: c.Uint64(), ID: store.WatchID(id[:8]), Post: pick(c, worldPosts), User: "дежурный", Officer: "ann", Taken: c.millis(), Sheet: c.bytes(20),
		Charter: pick(c, worldCharters), Offered: c.millis(), Gave: c.bytes(20), Ended: parley.Millis(c.IntN(2)), Took: c.bytes(20)}
	return operation{"PutWatch", func(tx store.Tx) error { return tx.PutWatch(w) }}
}

func (c chooser) voidPayload() operation {
	id, at := c.id(), c.millis()
	return operation{"VoidPayload", func(tx store.Tx) error { return tx.VoidPayload(id, at) }}
}
