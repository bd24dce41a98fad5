package node

import (
	"errors"
	"sync"
	"time"

	"parley"
	"parley/internal/store"
)

// The log-writer. One goroutine appends to all own records, and stores what comes over the lines; requests that wait
// together share one transaction (group commit), see turns. For each group, the order is:
//
//	stage     build the leaves, dated by our clock and never before the last one
//	commit    leaves, tree hashes, the signed head and the rows that go with them, in one durable transaction
//	raise     the high-water file
//	show      the new head to the lines, then answer the requests
//
// A head is signed before the commit so that it is stored with its leaves, and shown only after it: a crash in between
// loses nothing and shows nothing.
type recorder struct {
	n    *Node
	mu   sync.Mutex
	jobs turns
	wake chan struct{}
	quit chan struct{}
	once sync.Once // closes quit
	done chan struct{}

	clock  *ownClock
	ledger ledger

	showing sync.Mutex      // held from raise to show
	behind  map[*table]bool // tables whose last entries are stored and not shown yet
	deaf    map[*table]bool // of these, those whose log key gave no signature when it was last asked
	missed  map[*table]bool // of these, those whose log key was not asked since

	sealing sync.Mutex // held while a log key that remembers is asked
}

func startRecorder(n *Node) *recorder {
	r := &recorder{n: n, wake: make(chan struct{}, 1), quit: make(chan struct{}), done: make(chan struct{}), clock: newOwnClock(n), behind: map[*table]bool{}, deaf: map[*table]bool{}, missed: map[*table]bool{}, ledger: ledger{}}
	go r.run()
	return r
}

func (r *recorder) stop() {
	r.once.Do(func() { close(r.quit) })
	<-r.done
}

// add queues a job and returns at once.
func (r *recorder) add(j *job) {
	r.queue(j)
	r.begin()
}

// queue queues a job that is to share a transaction with what comes behind it: it waits for begin, or the next add.
func (r *recorder) queue(j *job) {
	r.mu.Lock()
	r.jobs.put(j)
	r.mu.Unlock()
}

// begin has the log-writer take what is queued.
func (r *recorder) begin() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// do queues a job and waits for its outcome.
func (r *recorder) do(j *job) (uint64, parley.Millis, error) { return r.await(j, nil) }

// errUnsafe says that a job was not stored in the time that who asked for it waits. It goes on.
var errUnsafe = errors.New("not stored yet")

// safeWithin is how long a message that is submitted may take to be stored: a disk that answers, or a standby that is there, needs much
// less.
const safeWithin = 15 * time.Second

// soon is do for who is to be answered in any case: errUnsafe once the time has passed.
func (r *recorder) soon(j *job) error {
	late := time.NewTimer(safeWithin)
	defer late.Stop()
	_, _, err := r.await(j, late.C)
	return err
}

func (r *recorder) await(j *job, late <-chan time.Time) (uint64, parley.Millis, error) {
	answered := make(chan struct{})
	then := j.then
	j.then = func(at uint64, date parley.Millis, err error) {
		if then != nil {
			then(at, date, err)
		}
		close(answered)
	}
	r.add(j)
	select {
	case <-answered:
		return j.at, j.date, j.err
	case <-late:
		return 0, 0, errUnsafe
	case <-r.done:
	}
	select {
	case <-answered: // in its last work
		return j.at, j.date, j.err
	default:
		return 0, 0, parley.Errorf(parley.CodeNotRunning, "the node is stopping")
	}
}

// outcome waits for what a job that was queued tells in the end.
func (r *recorder) outcome(done chan error) error {
	select {
	case err := <-done:
		return err
	case <-r.done:
		return parley.Errorf(parley.CodeNotRunning, "the node is stopping")
	}
}

func (r *recorder) run() {
	defer close(r.done)
	for {
		select {
		case <-r.quit:
			return
		case <-r.wake:
		}
		for group := r.take(); len(group) > 0; group = r.take() {
			began := time.Now()
			r.commit(group)
			now := time.Now()
			r.ledger.charge(group, now, now.Sub(began))
		}
	}
}

func (r *recorder) take() []*job {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.jobs.take()
}

// commit makes one group durable, shows its head, and answers. If a group fails, each of its jobs is tried alone, so
// that one bad request does no harm to the others.
func (r *recorder) commit(group []*job) {
	if group[0].alone != nil {
		group[0].answer(group[0].alone())
		return
	}
	head, err := r.append(group)
	if errors.Is(err, store.ErrUnknown) {
		r.unknown(group[0].t)
	}
	if err != nil && len(group) > 1 {
		for _, j := range group {
			r.commit([]*job{j})
		}
		return
	}
	if j := group[0]; err != nil && j.intake != nil {
		err = r.store(j, err)
	}
	shown := err
	if err == nil && head != nil {
		shown = r.lay(group[0].t, *head, entries(group))
		defer r.n.rouseLines(group[0].t) // with the head they find what the answers offer
	}
	for _, j := range group {
		if j.intake == nil {
			j.answer(shown)
			continue
		}
		j.answer(err) // what came is stored, whether or not the leaves after it are shown
		for _, m := range j.more {
			m.answer(shown)
		}
	}
}

// store stores what came over a line without any leaf, after it could not be stored with one: a record that cannot be
// written stops no text from being shown [REC-35].
func (r *recorder) store(j *job, failed error) error {
	var more []*job
	err := r.n.cfg.Store.Update(func(tx store.Tx) (err error) { more, err = j.intake(tx); return err })
	j.err, j.more = nil, nil
	if err == nil && len(more) > 0 {
		r.n.tryAgain(failed, "what came was stored, and could not be recorded", r.n.recordWaiting)
	}
	return err
}
