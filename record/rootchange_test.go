package record_test

import (
	"bytes"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/record"
	"parley/wire"
)

// heir is the exchange, after which north's root was replaced, and north made a sheet under the new one and sent a message.
type heir struct {
	*exchange
	change    *charter.RootChange
	after     *wire.Envelope
	statement uint64 // place of its leaf
	at        uint64 // of the message
}

func newHeir(t testing.TB, others bool) *heir { return newHeirNumbered(t, others, 1) }

// newHeirNumbered is newHeir with a replacement of that number.
func newHeirNumbered(t testing.TB, others bool, number uint64) *heir {
	t.Helper()
	x := &heir{exchange: newExchange(t, "")}
	n := x.north
	x.change = &charter.RootChange{Charter: x.id(), Edition: x.editionID(), Party: "north", Number: number, Root: keyNamed("north root 2").Public(), Recovery: parley.Sum(keyNamed("north recovery 2").Public())}
	if others {
		x.sign(t, "south")
	} else {
		x.change.By = keyNamed("north recovery").Public()
		line, err := x.change.SignAsRecovery(keyNamed("north recovery"))
		if err != nil {
			t.Fatal(err)
		}
		x.change.Lines = []string{line}
	}
	n.heir = true
	x.sign(t, "north")
	x.statement = n.add(t, wire.Leaf{Kind: wire.LeafStatement, ID: charter.StatementHash(x.change.Encode())})
	n.add(t, wire.Leaf{Kind: wire.LeafSheet, ID: charter.SheetHash(n.newSheet(t))})
	x.after = n.write(t, "Under the new root", nil, "south")
	x.at = n.sent(t, x.after, "south")
	return x
}

// sign adds the signature of a party's root.
func (x *heir) sign(t testing.TB, party parley.PartyID) {
	t.Helper()
	line, err := charter.SignAsRoot(x.sides[party].key("root"), party, x.change.Text())
	if err != nil {
		t.Fatal(err)
	}
	x.change.Lines = append(x.change.Lines, strings.TrimSuffix(line, "\n"))
}

// texts are the editions with the statement behind them.
func (x *heir) texts() []record.EditionText {
	return append(x.editions[:len(x.editions):len(x.editions)], record.EditionText{Text: x.change.Encode()})
}

func (x *heir) evidence(t testing.TB) *record.Evidence {
	t.Helper()
	e, err := record.Unchecked(x.texts(), []record.LogView{x.north.view(x.north.head(t, x.north.size()), nil)}, [][]byte{x.after.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {x.at}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// [REC-85] A statement that replaces a root stands behind the edition under which it does; a sheet under the new root stands
// behind its leaf; and a reader says by whom the root was replaced.
func TestEvidenceAfterANewRoot(t *testing.T) {
	for _, others := range []bool{false, true} {
		x := newHeir(t, others)
		r := verified(t, x.evidence(t), x.fingerprint())
		holds(t, r.Findings, "north, under edition 1: "+x.change.Words()+" (replacement 1)")
		without := x.evidence(t)
		without.Editions = without.Editions[:1]
		twice := x.evidence(t)
		twice.Editions = append(twice.Editions, twice.Editions[1])
		before := x.evidence(t)
		before.Editions = []record.EditionText{before.Editions[1], before.Editions[0]}
		unentered := x.evidence(t)
		for i, l := range unentered.Logs[0].Leaves {
			if l.Index == x.statement {
				unentered.Logs[0].Leaves = append(unentered.Logs[0].Leaves[:i:i], unentered.Logs[0].Leaves[i+1:]...)
			}
		}
		bent := x.evidence(t)
		bent.Editions[1].Text = bytes.Replace(bent.Editions[1].Text, []byte("number 1"), []byte("number 2"), 1)
		for name, e := range map[string]*record.Evidence{"without the statement": without, "with it twice": twice, "with it first": before, "without its leaf": unentered, "with another number": bent, "signed as the second": newHeirNumbered(t, others, 2).evidence(t)} {
			if r, err := record.VerifyEvidence(e.Encode(), ""); err != nil || r.Verdict != record.Fails {
				t.Errorf("%s: %+v, %v", name, r, err)
			}
		}
	}
}
