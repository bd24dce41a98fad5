package node

import (
	"cmp"
	"errors"
	"slices"
	"sync"

	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// The log-writer. One goroutine appends to all own records; requests that wait together share one transaction (group
// commit). For each group, the order is:
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
	jobs []*job
	wake chan struct{}
	quit chan struct{}
	once sync.Once // closes quit
	done chan struct{}

	clock *ownClock

	showing sync.Mutex      // held from raise to show
	behind  map[*table]bool // tables whose last entries are stored and not shown yet
}

// maxGroup bounds how many requests share one transaction.
const maxGroup = 256

func startRecorder(n *Node) *recorder {
	r := &recorder{n: n, wake: make(chan struct{}, 1), quit: make(chan struct{}), done: make(chan struct{}), clock: newOwnClock(n), behind: map[*table]bool{}}
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
	r.jobs = append(r.jobs, j)
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
func (r *recorder) do(j *job) (uint64, parley.Millis, error) {
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
	case <-r.done:
	}
	select {
	case <-answered: // in its last work
		return j.at, j.date, j.err
	default:
		return 0, 0, parley.Errorf(parley.CodeNotRunning, "the node is stopping")
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
			r.commit(group)
		}
	}
}

// take returns the oldest jobs of one table, those of a FLASH before the others.
func (r *recorder) take() []*job {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.jobs) > maxGroup {
		flashFirst(r.jobs)
	}
	var group, rest []*job
	for _, j := range r.jobs {
		if len(group) < maxGroup && (len(group) == 0 || group[0].t == j.t && !group[0].single() && !j.single()) {
			group = append(group, j)
		} else {
			rest = append(rest, j)
		}
	}
	r.jobs = rest
	return group
}

// flashFirst moves the jobs of a FLASH before the others, in their order. None passes a job that stands alone.
func flashFirst(jobs []*job) {
	end := slices.IndexFunc(jobs, (*job).single)
	if end < 0 {
		end = len(jobs)
	}
	slices.SortStableFunc(jobs[:end], func(a, b *job) int { return cmp.Compare(b.urgency(), a.urgency()) })
}

// urgency is 1 for a FLASH, else 0.
func (j *job) urgency() int {
	if j.precedence == parley.Flash {
		return 1
	}
	return 0
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
		shown = r.show(group[0].t, *head, entries(group))
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

// append is stage and commit. It returns nil without an error where no job of the group passed its check.
func (r *recorder) append(group []*job) (*store.Head, error) {
	t, now := group[0].t, r.clock.read()
	if t.recovery.Load() != nil {
		return nil, r.hold(t, now, group)
	}
	var head *store.Head
	err := r.n.cfg.Store.Update(func(tx store.Tx) error {
		head = nil
		a, err := r.stage(tx, t, now, group)
		if err != nil || len(a.leaves) == 0 {
			return err
		}
		head, err = r.write(tx, t, a)
		return err
	})
	if err == nil && head != nil {
		r.clock.wrote(head.Seen)
	}
	return head, err
}

// appended is a group of leaves before its commit.
type appended struct {
	size   uint64 // before
	leaves []store.Leaf
	bytes  [][]byte
}

func (r *recorder) stage(tx store.Tx, t *table, now parley.Millis, group []*job) (a appended, err error) {
	log := t.own().log
	if a.size, err = tx.LogSize(log); err != nil {
		return a, err
	}
	last, err := lastDate(tx, log, a.size)
	if err != nil {
		return a, err
	}
	last = max(last, now)
	for _, j := range group {
		if err := r.admit(tx, &a, j, last); err != nil {
			return a, err
		}
	}
	return a, nil
}

// admit does what one job asks for.
func (r *recorder) admit(tx store.Tx, a *appended, j *job, date parley.Millis) (err error) {
	j.err, j.more = nil, nil
	if j.intake == nil {
		return r.enter(tx, a, j, date)
	}
	more, err := j.intake(tx)
	for _, m := range more {
		if err == nil {
			err = r.enter(tx, a, m, date)
		}
	}
	if err == nil {
		j.more = more
	}
	return err
}

// enter stages the leaf of one job, with the rows that go with it. A job that its check stops has none.
func (r *recorder) enter(tx store.Tx, a *appended, j *job, date parley.Millis) error {
	j.err = nil
	if j.check != nil {
		if j.err = j.check(tx); j.err != nil {
			return nil
		}
	}
	leaf, err := r.leaf(j, date)
	if err != nil {
		return err
	}
	j.at, j.date = a.size+uint64(len(a.leaves)), date
	if err := j.rows(tx); err != nil {
		return err
	}
	b := leaf.Encode()
	a.bytes = append(a.bytes, b)
	a.leaves = append(a.leaves, store.Leaf{Index: j.at, Kind: uint8(leaf.Kind), ID: leaf.ID, Mark: leaf.Mark, Bytes: b})
	return nil
}

func (r *recorder) write(tx store.Tx, t *table, a appended) (*store.Head, error) {
	log := t.own().log
	fresh, err := record.AppendHashes(a.size, a.bytes, hashes(tx, log))
	if err != nil {
		return nil, err
	}
	if err := tx.AppendLeaves(log, a.leaves, hashRows(fresh)); err != nil {
		return nil, err
	}
	size := a.size + uint64(len(a.leaves))
	if size < 2 {
		return nil, nil // no head below size 2 is signed
	}
	root, err := record.Root(size, hashes(tx, log))
	if err != nil {
		return nil, err
	}
	key, err := r.n.logSigner(tx, t, a.leaves)
	if err != nil {
		return nil, err
	}
	sig, err := record.SignHead(key, t.origin(t.own().id), size, root)
	if err != nil {
		return nil, err
	}
	head := store.Head{Size: size, Root: root, Signature: sig, Seen: a.lastDate(), Reconciled: true}
	return &head, tx.PutHead(log, head)
}

func (a appended) lastDate() parley.Millis {
	l, _ := wire.DecodeLeaf(a.bytes[len(a.bytes)-1])
	return l.Date
}

func hashRows(fresh []record.StoredHash) []store.HashAt {
	out := make([]store.HashAt, len(fresh))
	for i, h := range fresh {
		out[i] = store.HashAt{Pos: h.Pos, Hash: h.Hash}
	}
	return out
}

// lastDate returns the date of the last leaf of a log of size; for an empty one that of the volume before, or 0.
func lastDate(r store.Reader, log store.LogID, size uint64) (parley.Millis, error) {
	for size == 0 {
		if log.Volume == 0 {
			return 0, nil
		}
		log = before(log)
		var err error
		if size, err = r.LogSize(log); err != nil {
			return 0, err
		}
	}
	leaves, err := r.Leaves(log, size-1, size)
	if err != nil || len(leaves) != 1 {
		return 0, parley.Wrap(err, parley.CodeBadRecord, "the last entry of the record is not in the database")
	}
	l, err := wire.DecodeLeaf(leaves[0].Bytes)
	return l.Date, err
}
