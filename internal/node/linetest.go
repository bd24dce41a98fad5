package node

import (
	"context"
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// lineTests are the line tests with one peer under one charter.
type lineTests struct {
	last    parley.Hash // the newest of either side
	own     parley.Hash // the newest of ours
	answers []time.Time // of ours, within the last minute
}

// testsWith returns what is known of the line tests with a party, to be used under its lock.
func (p *peer) testsWith(charter parley.Hash) *lineTests {
	if p.tests == nil {
		p.tests = map[parley.Hash]*lineTests{}
	}
	if p.tests[charter] == nil {
		p.tests[charter] = &lineTests{}
	}
	return p.tests[charter]
}

// noteTest notes the newest line test of a line.
func (n *Node) noteTest(t *table, s *seat, id parley.Hash, own bool) {
	p := n.peerOf(t, s.id)
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	x := p.testsWith(t.id)
	x.last = id
	if own {
		x.own = id
	}
}

// sendTest sends a line test that is due, unless the one before is still under way: when a line comes back, one test
// comes over it, not one for each hour that it was away.
func (n *Node) sendTest(t *table, s *seat, text string) {
	if !formAutomatic(t.charter(), link.FormLineTest) || n.overWith(t, s) {
		return
	}
	n.lookForAnswer(t, s, true)
	if n.testUnderWay(t, s) {
		return
	}
	j, id, err := n.sayingJob(saying{t: t, to: s, form: link.FormLineTest, text: text})
	if err == nil {
		n.noteWhenSent(j, t, s, id)
		n.recorder.add(j)
		return
	}
	n.eventUnder(t, EventLine, s.id, "a line test could not be made", "error", err)
}

// lookForAnswer raises, once until they answer one, that their node did not answer our last test: before the next one is due, where
// it is not raised yet.
func (n *Node) lookForAnswer(t *table, s *seat, due bool) {
	source := "test " + t.id.String() + " " + string(s.id)
	p := n.peerOf(t, s.id)
	if p == nil || !due && !n.alerts.stands(source) {
		return
	}
	p.mu.Lock()
	own := p.testsWith(t.id).own
	p.mu.Unlock()
	if own.IsZero() {
		return
	}
	v, err := n.LineTest(context.Background(), own.String())
	if err != nil {
		return
	}
	var found []Alert
	if v.AnsweredByNode == nil {
		found = []Alert{{Kind: AlertTest, Charter: t.id, Party: s.id, Sentence: "the node of " + string(s.id) + " has not answered our last line test"}}
	}
	n.raiseAlerts(n.settleAlerts(source, found, 0))
}

// noteWhenSent has a line test of ours noted once it is recorded.
func (n *Node) noteWhenSent(j *job, t *table, s *seat, id parley.Hash) {
	then := j.then
	j.then = func(at uint64, date parley.Millis, err error) {
		then(at, date, err)
		if err == nil {
			n.noteTest(t, s, id, true)
		} else {
			n.eventUnder(t, EventStorage, s.id, "a line test could not be entered", "error", err)
		}
	}
}

// testUnderWay reports whether our last line test to a party is not recorded there yet.
func (n *Node) testUnderWay(t *table, s *seat) (waits bool) {
	p := n.peerOf(t, s.id)
	if p == nil {
		return true
	}
	p.mu.Lock()
	last := p.testsWith(t.id).own
	p.mu.Unlock()
	n.cfg.Store.View(func(r store.Reader) error {
		ds, err := r.Deliveries(last)
		for _, d := range ds {
			waits = waits || !d.Settled
		}
		return err
	})
	return waits
}

// maxAnswers is how many line tests of one peer a node answers within a minute.
const maxAnswers = 6

// answerTest answers a line test of a peer that is recorded here, once. What it says is that the node answers, and
// nothing of an officer.
func (n *Node) answerTest(t *table, m store.Message) {
	s := t.seat(m.Author)
	if m.Form != link.FormLineTest || m.Own || s == nil {
		return
	}
	n.noteTest(t, s, m.ID, false)
	if !formAutomatic(t.charter(), link.FormTestAnswer) || n.overWith(t, s) || n.answered(m.ID) || !n.peerOf(t, s.id).mayAnswer(t.id, time.Now()) {
		return
	}
	j, _, err := n.sayingJob(saying{t: t, to: s, form: link.FormTestAnswer, text: link.AnswerText(spokenIn(t.charter()), m.Time, n.now()), reply: &m.ID})
	if err != nil {
		n.eventUnder(t, EventLine, s.id, "a line test could not be answered", "error", err)
		return
	}
	n.recorder.add(j)
}

// answered reports whether the node has answered a line test.
func (n *Node) answered(test parley.Hash) (yes bool) {
	n.cfg.Store.View(func(r store.Reader) error {
		ms, err := r.MessagesReferring(test)
		for _, m := range ms {
			yes = yes || m.Own && m.Form == link.FormTestAnswer
		}
		return err
	})
	return yes
}

// mayAnswer counts an answer against the limit.
func (p *peer) mayAnswer(charter parley.Hash, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	x := p.testsWith(charter)
	for len(x.answers) > 0 && now.Sub(x.answers[0]) >= time.Minute {
		x.answers = x.answers[1:]
	}
	if len(x.answers) == maxAnswers {
		return false
	}
	x.answers = append(x.answers, now)
	return true
}

// loadTests finds the newest line tests after a start, and answers the last one of each peer if a stop came between.
func (n *Node) loadTests() {
	for _, t := range n.tables() {
		var newest []store.Message
		n.cfg.Store.View(func(r store.Reader) (err error) {
			newest, err = r.LastMessages(t.id, link.FormLineTest, 8*len(t.seats()))
			return err
		})
		theirs := map[parley.PartyID]bool{}
		for i := len(newest) - 1; i >= 0; i-- {
			m := newest[i]
			if s := n.testedWith(t, m); s != nil {
				n.noteTest(t, s, m.ID, m.Own)
			}
		}
		for _, m := range newest {
			if !m.Own && !theirs[m.Author] && m.RecordedAt >= 0 && m.Refused < 0 {
				theirs[m.Author] = true
				n.answerTest(t, m)
			}
		}
	}
}

// testedWith returns the other party of a line test.
func (n *Node) testedWith(t *table, m store.Message) *seat {
	if !m.Own {
		return t.seat(m.Author)
	}
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil || len(p.Action) == 0 {
		return nil
	}
	return t.seat(p.Action[0].Party)
}

// TestLine sends a line test to one party now, outside the schedule.
func (n *Node) TestLine(ctx context.Context, q LineQuery, who Who) (LineTestView, error) {
	var none LineTestView
	if !n.online() {
		return none, n.notRunning()
	}
	t, s, err := n.lineNamed(q)
	if err != nil {
		return none, err
	}
	j, id, err := n.sayingJob(saying{t: t, to: s, form: link.FormLineTest, text: link.TestNowText(spokenIn(t.charter()), n.now())})
	if err != nil {
		return none, err
	}
	n.testBearersTo(t, s)
	n.noteWhenSent(j, t, s, id)
	j.entry = &store.Entry{User: who.User, Post: who.Post, Action: "line-test", Detail: id.String()}
	if _, _, err := n.recorder.do(j); err != nil {
		return none, storageSentence(err, "the line test was not sent")
	}
	return n.LineTest(ctx, id.String())
}

// lineNamed finds the line to a party, the only one if no party is named.
func (n *Node) lineNamed(q LineQuery) (*table, *seat, error) {
	t, err := n.tableNamed(q.Charter)
	if err != nil {
		return nil, nil, err
	}
	if q.Party == "" && len(t.seats()) == 2 {
		return t, t.seats()[1-t.self], nil
	}
	if q.Party == "" {
		return nil, nil, parley.Errorf(parley.CodeAmbiguous, "the charter has %d other parties; name one with --to", len(t.seats())-1)
	}
	s := t.seat(parley.PartyID(q.Party))
	if s == nil || s == t.own() {
		return nil, nil, parley.Errorf(parley.CodeUnknownParty, "there is no line to %.40q under this charter", q.Party)
	}
	return t, s, nil
}
