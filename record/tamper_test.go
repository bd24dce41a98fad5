package record_test

import (
	"bytes"
	"testing"

	"parley/record"
)

// A tampering changes one thing in evidence that verifies; words are what the report then says.
type tampering struct {
	name  string
	do    func(x *exchange, e *record.Evidence)
	words string
}

func tamper(t *testing.T, list []tampering) {
	t.Helper()
	x := newExchange(t, "")
	good := x.evidence(t).Encode()
	for _, c := range list {
		e, err := record.DecodeEvidence(good)
		if err != nil {
			t.Fatal(err)
		}
		c.do(x, e)
		b := e.Encode()
		if bytes.Equal(b, good) {
			t.Errorf("%s: changes nothing", c.name)
		}
		fails(t, c.name, b, x.fingerprint(), c.words)
	}
}

// In the evidence of an exchange, the records stand in the order north, south.
const north, south = 0, 1

// [REC-15] A reader MUST refuse an evidence file that is not the canonical encoding of an array of the six fields with
// version 1 and a kind that it knows.
// [REC-17] A reader MUST refuse a file with anything that its kind does not use, or in another order.
func TestShape(t *testing.T) {
	tamper(t, shapeTamperings)
}

// [REC-19] A reader MUST refuse a file whose editions do not go up from edition 1, each signed by every root that it
// names, and each amending the one before.
func TestEditionsTampered(t *testing.T) {
	tamper(t, editionTamperings)
	x := newExchange(t, "")
	e := x.evidence(t)
	c, id, before := x.charter(t), x.id(), x.editionID()
	c.Edition, c.Charter, c.Amends = 2, &id, &before
	x.adopt(t, c)
	e.Editions = []record.EditionText{x.editions[0], {Text: x.editions[1].Text, Signatures: x.editions[0].Signatures}}
	fails(t, "signatures moved from the edition before", e.Encode(), x.fingerprint(), "signature of north does not verify")
	other := newExchange(t, "forged ")
	oc, oid, obefore := other.charter(t), other.id(), other.editionID()
	oc.Edition, oc.Charter, oc.Amends = 2, &oid, &obefore
	other.adopt(t, oc)
	e.Editions[1] = other.editions[1]
	fails(t, "an edition of another charter", e.Encode(), other.fingerprint(), "the edition amends")
	e.Editions = x.editions[1:]
	fails(t, "a chain without its beginning", e.Encode(), x.fingerprint(), "do not go up from edition 1")
}

// [REC-20] A reader MUST refuse a record in a file unless every leaf is proved by a head, leaves 0 and 1 among them.
// [REC-21] A reader MUST refuse a record unless its sheet leaves and the sheets in the file are the same, one to one, under the root of the edition.
// [REC-22] A reader MUST refuse a record that adopts an edition that is not in the file, not the owner's, or older than the one before.
// [REC-23] A reader MUST refuse a record unless each head is proved to continue the one before.
func TestRecordsTampered(t *testing.T) {
	tamper(t, recordTamperings)
}

// [REC-25] A reader MUST refuse a cosignature that is not made by the cosigner key of a sheet in the mirror's record in the file.
func TestCosignaturesTampered(t *testing.T) {
	tamper(t, cosignatureTamperings)
}

// [REC-26] A reader MUST refuse a message unless a sent leaf of its author's record in the file bears its id and names exactly its addressees.
// [REC-27] A reader MUST refuse a message unless each of its signatures verifies under the edition in force where it was
// sent, by a key that the sheet in force there gives the originator's post, or in an automatic form by the duty key.
// [REC-29] A reader MUST refuse a file with a further message that does not refer to the first.
func TestMessagesTampered(t *testing.T) {
	tamper(t, messageTamperings)
}

// [REC-16] A reader MUST refuse a file of more than 8 MiB, 256 editions, 256 sheets of one party or 16 heads of one record.
func TestLimits(t *testing.T) {
	x := newExchange(t, "")
	fails(t, "8 MiB and a byte", make([]byte, record.MaxEvidence+1), x.fingerprint(), "more than 8388608")
	tamper(t, limitTamperings)
}

func FuzzVerifyEvidence(f *testing.F) {
	x := newExchange(f, "")
	f.Add(x.evidence(f).Encode())
	f.Add(x.short(f).Encode())
	f.Add([]byte{0x86, 1, 1, 0x80, 0x80, 0x80, 0xf6})
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := record.DecodeEvidence(b)
		if err == nil && !bytes.Equal(e.Encode(), b) {
			t.Fatalf("accepted %x, which encodes again to %x", b, e.Encode())
		}
		r, verr := record.VerifyEvidence(b, "")
		if verr != nil || err != nil && r.Verdict != record.Fails {
			t.Fatalf("%v for a file that is not readable: %v, %v", r.Verdict, err, verr)
		}
	})
}
