package node

import (
	"io"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// A job asks for one leaf in an own record, or, with an intake, for what came over a line to be stored.
type job struct {
	from *peer // whose line brought it; nil: this party itself
	size int   // about how many bytes it stores, beside its leaf
	t    *table
	kind wire.LeafKind
	mark *[8]byte // nil: random
	// marked, where it is set, makes the mark, behind leaves that are staged.
	marked     func(tx store.Tx, staged []store.Leaf) ([8]byte, error)
	id         parley.Hash
	addressees []byte
	code       parley.RefusalCode
	precedence parley.Precedence
	waiting    []parley.PartyID // who waits for this leaf
	// intake stores what came, in the transaction; the jobs that it returns get their leaves in the same one. A job with
	// an intake has no leaf of its own.
	intake func(tx store.Tx) ([]*job, error)
	// check runs first, in the transaction; an error answers this job and leaves the others alone.
	check func(tx store.Tx) error
	// entry goes into the journal with the leaf; its time is the leaf's.
	entry *store.Entry
	// write stores the rows that go with the leaf.
	write func(tx store.Tx, at uint64, date parley.Millis) error
	// hold stores, without a leaf, what must be stored while the record is not gone on with; nil: nothing is.
	hold func(tx store.Tx, date parley.Millis) error
	// alone, where it is set, runs in the recorder's goroutine by itself, instead of all of the above.
	alone func() error
	// then runs after the commit, in the recorder's goroutine, with the outcome. It must not block.
	then func(at uint64, date parley.Millis, err error)

	at   uint64
	date parley.Millis
	held bool // stored without a leaf
	err  error
	more []*job // what the intake returned
}

// answer tells who asked. err is the outcome of the group; a job that its own check stopped keeps its error.
func (j *job) answer(err error) {
	if j.err == nil {
		j.err = err
	}
	if j.then != nil {
		j.then(j.at, j.date, j.err)
	}
}

// entries returns the jobs of a group that have a leaf, in the order of their leaves.
func entries(group []*job) (out []*job) {
	for _, j := range group {
		if j.intake == nil {
			out = append(out, j)
		}
		out = append(out, j.more...)
	}
	return out
}

// rows stores what goes with a leaf.
func (j *job) rows(tx store.Tx) error {
	if j.write != nil {
		if err := j.write(tx, j.at, j.date); err != nil {
			return err
		}
	}
	if j.entry == nil {
		return nil
	}
	j.entry.Time = j.date
	return tx.AddEntry(*j.entry)
}

func (r *recorder) leaf(j *job, date parley.Millis) (wire.Leaf, error) {
	if j.kind == wire.LeafClock {
		return wire.Leaf{Kind: j.kind, Date: date}, nil
	}
	l := wire.Leaf{Kind: j.kind, Date: date, ID: j.id, Addressees: j.addressees, Code: j.code}
	if j.mark != nil {
		l.Mark = *j.mark
	} else if _, err := io.ReadFull(r.n.cfg.Rand, l.Mark[:]); err != nil {
		return l, err
	}
	return l, nil
}
