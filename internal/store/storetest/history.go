package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"parley"
	"parley/internal/store"
)

// errGiveUp is what the function of a transaction returns that is to be rolled back.
var errGiveUp = errors.New("storetest: gave up")

// An operation is one writing call, its arguments chosen.
type operation struct {
	name string
	do   func(tx store.Tx) error
}

// An ending is how the function of a transaction ends once its operations are done.
type ending int

const (
	returns ending = iota // nil, also when an operation failed
	givesUp               // errGiveUp
	panics
)

// A transaction is some operations, questions asked in between, and an ending.
type transaction struct {
	operations []operation
	questions  []question
	ending     ending
}

// run carries the transaction out on s. It returns what was seen, and whether it was committed.
func (x transaction) run(s store.Store) (seen string, committed bool) {
	defer func() {
		if p := recover(); p != nil {
			seen += fmt.Sprintf("panic: %v\n", p)
		}
	}()
	err := s.Update(func(tx store.Tx) error { return x.body(tx, &seen) })
	return seen + "update: " + kind(err) + "\n", err == nil
}

func (x transaction) body(tx store.Tx, seen *string) error {
	for i, op := range x.operations {
		err := op.do(tx)
		*seen += op.name + ": " + kind(err) + "\n"
		if err != nil {
			return nil // which Update must not take for success
		}
		*seen += x.questions[i].answer(tx) + "\n"
	}
	switch x.ending {
	case givesUp:
		return errGiveUp
	case panics:
		panic(errGiveUp)
	}
	return nil
}

// A chooser makes operations at random from a seed. It follows nothing: whether an operation is allowed is for the
// stores to say.
type chooser struct{ *rand.Rand }

func newChooser(seed uint64) chooser { return chooser{rand.New(rand.NewPCG(seed, 0))} }

func pick[V any](c chooser, from []V) V { return from[c.IntN(len(from))] }

// one returns true once in n times.
func (c chooser) one(n int) bool { return c.IntN(n) == 0 }

// bytes returns up to n bytes.
func (c chooser) bytes(n int) []byte {
	b := make([]byte, c.IntN(n+1))
	for i := range b {
		b[i] = byte(c.Uint32())
	}
	return b
}

// number returns a small number, rarely one that is too large.
func (c chooser) number() uint64 {
	if c.one(60) {
		return store.MaxNumber + 1 + c.Uint64N(1<<20)
	}
	return c.Uint64N(9)
}

// id returns an id of the world, or no id.
func (c chooser) id() parley.Hash {
	if c.one(6) {
		return parley.Hash{}
	}
	return pick(c, worldIDs)
}

func (c chooser) millis() parley.Millis { return parley.Millis(c.IntN(5)) * 1_700_000_000_000 / 4 }

// transaction returns up to n operations in one transaction; one in seven does not end well.
func (c chooser) transaction(n int) transaction {
	var x transaction
	for range 1 + c.IntN(n) {
		x.operations = append(x.operations, c.operation())
		x.questions = append(x.questions, pick(c, questions))
	}
	switch c.IntN(14) {
	case 0:
		x.ending = givesUp
	case 1:
		x.ending = panics
	}
	return x
}

func (c chooser) operation() operation {
	return pick(c, []func() operation{
		c.putMeta, c.addEdition, c.addSheet, c.appendLeaves, c.appendLeaves, c.putHead, c.addCosignature, c.addMessage,
		c.addMessage, c.setPlaces, c.setRead, c.putDelivery, c.putClock, c.putClock, c.dropClock, c.addLineTime, c.openBody, c.writeBody, c.writeBody, c.writeBody,
		c.completeBody, c.dropBody, c.addAttachment, c.putBlobDelivery, c.addEntry, c.addJournalHead, c.addEvidence, c.addVolume, c.addStatement, c.addRosterAct,
		c.putProceeding, c.putProceeding, c.touchProceeding, c.putDraft, c.voidPayload, c.putWatch, c.putWatch, c.putSecret, c.putSecret, c.dropSecret, c.putWords, c.putWords, c.eraseMessage,
	})()
}
