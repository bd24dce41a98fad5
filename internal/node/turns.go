package node

import "parley"

// turns are the jobs that wait for the log-writer, in lanes by who they came from. Each group that shares a transaction
// takes first what belongs to a FLASH, of each lane in turn, and then of each lane in turn one job of the others, until
// the group is full. So what a peer sends, however fast, delays what another one sends by one group at most, and a FLASH
// of one lane, whoever cries FLASH on everything in another, by the group that is being written. How many jobs wait in
// the lane of a peer is bounded by what its line takes from its session at once: the line waits for them.
type turns struct {
	lanes map[laneKey]*lane
	next  []laneKey // lanes with jobs in them, the next one first
	count int
	run   int // groups in a row that a FLASH led
}

// A laneKey is where a job came from, nil for this party itself, and the charter that it is for.
type laneKey struct {
	from *peer
	t    *table
}

// A lane holds the jobs of one source, in their order.
type lane struct{ flash, rest []*job }

// The bounds of one group. The first job of either kind is taken whatever its size.
const (
	maxGroup   = 256       // jobs
	maxFlash   = 128       // of these, that belong to a FLASH
	groupBytes = 1 << 20   // what they store
	flashBytes = 128 << 10 // what the others store that go with a FLASH
	flashRun   = 8         // groups in a row that a FLASH may lead: a job that stands alone waits no longer
)

// put adds a job. A FLASH passes what waits in its lane, but nothing passes a job that is a group of its own.
func (q *turns) put(j *job) {
	k := laneKey{j.from, j.t}
	l := q.lanes[k]
	if l == nil {
		if q.lanes == nil {
			q.lanes = map[laneKey]*lane{}
		}
		l = &lane{}
		q.lanes[k] = l
		q.next = append(q.next, k)
	}
	q.count++
	if j.precedence == parley.Flash && !j.single() && !l.hasSingle() {
		l.flash = append(l.flash, j)
		return
	}
	l.rest = append(l.rest, j)
}

func (l *lane) hasSingle() bool {
	for _, j := range l.rest {
		if j.single() {
			return true
		}
	}
	return false
}

// take returns the next group: jobs under one charter.
func (q *turns) take() (group []*job) {
	if q.run < flashRun {
		group = q.fill(nil, (*lane).urgent, maxFlash, groupBytes)
	}
	if len(group) > 0 {
		q.run++
		return q.fill(group, (*lane).other, maxGroup, flashBytes)
	}
	q.run = 0
	if group = q.fill(nil, (*lane).other, maxGroup, groupBytes); len(group) == 0 {
		return q.fill(nil, (*lane).urgent, maxFlash, groupBytes)
	}
	return group
}

func (l *lane) urgent() *[]*job { return &l.flash }
func (l *lane) other() *[]*job  { return &l.rest }

// fill adds to a group one job of each lane in turn, until it has most jobs, or no lane's next one goes with it.
func (q *turns) fill(group []*job, of func(*lane) *[]*job, most, bytes int) []*job {
	for first := len(group); len(group) < most; {
		at := -1
		for i, k := range q.next {
			if jobs := *of(q.lanes[k]); len(jobs) > 0 && goesWith(group, jobs[0]) && (len(group) == first || jobs[0].size <= bytes) {
				at = i
				break
			}
		}
		if at < 0 {
			return group
		}
		j := q.pop(at, of)
		group = append(group, j)
		bytes -= j.size
	}
	return group
}

// goesWith reports whether a job may stand in one transaction with a group.
func goesWith(group []*job, j *job) bool {
	return len(group) == 0 || group[0].t == j.t && !group[0].single() && !j.single()
}

// pop takes the first job of a lane, whose next turn comes after that of all others.
func (q *turns) pop(at int, of func(*lane) *[]*job) *job {
	k := q.next[at]
	l := q.lanes[k]
	jobs := of(l)
	j := (*jobs)[0]
	(*jobs)[0] = nil
	*jobs = (*jobs)[1:]
	q.next = append(q.next[:at], q.next[at+1:]...)
	if q.count--; len(l.flash)+len(l.rest) == 0 {
		delete(q.lanes, k)
	} else {
		q.next = append(q.next, k)
	}
	return j
}
