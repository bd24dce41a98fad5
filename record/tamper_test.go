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

// [REC-15] A reader MUST refuse an evidence file that is not the one canonical encoding of this shape, with version 1 and kind 1, 2 or 3.
// [REC-17] A reader MUST refuse a file that breaks the order of the list above, or has what its kind does not.
func TestShape(t *testing.T) {
	tamper(t, shapeTamperings)
}

// [REC-19] A reader MUST refuse a file unless its editions are numbered 1, 2 and so on, each is a charter by chapter 2, each has exactly one valid signature line for each of its parties, in the edition's order and each ended by LF, and each may follow the one before (CHR-17, CHR-18).
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

// [REC-20] A reader MUST refuse a record unless each leaf in it is proved by the head that it names, the leaves of places 0 and 1 among them, and each leaf is one that 3.3 allows there; except that in kind 3 dates may go back.
// [REC-21] A reader MUST refuse a record unless its sheets are the ones named by its *sheet* leaves, one for one and in that order, each a sheet by chapter 2 of this party, with the root key that the edition in force there names, and each may replace the one before (CHR-29).
// [REC-22] A reader MUST refuse a record with an *adopted* leaf that names an edition that is not in the file, to which the owner is not a party, or that is not later than the one adopted before; and one whose leaf 1 is not *adopted*.
// [REC-23] A reader MUST refuse a record unless each head verifies (REC-9) and each is proved to continue the one before.
func TestRecordsTampered(t *testing.T) {
	tamper(t, recordTamperings)
}

// [REC-25] A reader MUST refuse a cosignature unless it verifies by the cosigner key of a sheet in the mirror's own record in the file.
func TestCosignaturesTampered(t *testing.T) {
	tamper(t, cosignatureTamperings)
}

// [REC-26] A reader MUST refuse a message unless the file has its author's record with a *sent* leaf of its id, and the addressees of that leaf are exactly the parties that the message is addressed to.
// [REC-27] A reader MUST refuse a message unless it names the edition and the sheet that were in force where it was sent, and every one of its signatures verifies under that edition by a key that this sheet gives the originator's post, or, in a form that the edition lists as automatic, by the sheet's duty key.
// [REC-29] A reader MUST refuse a file with a further message that neither acknowledges the first one nor replies to, cancels, corrects or translates it.
func TestMessagesTampered(t *testing.T) {
	tamper(t, messageTamperings)
}

// [REC-16] A reader MUST refuse a file of more than 8,388,608 bytes, before it decodes it, and one over the limits of the list above.
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
