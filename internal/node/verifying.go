package node

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"parley"
	"parley/internal/store"
)

// A verifying is the check of the records that runs, if one does, and how the last one ended: one at a time, and everybody
// who looks sees the same.
type verifying struct {
	turn chan struct{} // holds one while none runs

	mu     sync.Mutex
	now    VerificationView
	last   *VerifiedView
	looked bool // for the last one, in the journal
}

func newVerifying() *verifying {
	v := &verifying{turn: make(chan struct{}, 1)}
	v.turn <- struct{}{}
	return v
}

// VerifyRecord checks, from the bytes up, every record that is held; see Verify. It waits until one that runs has ended.
func (n *Node) VerifyRecord(ctx context.Context) (VerifyView, error) {
	select {
	case <-n.verifying.turn:
	case <-ctx.Done():
		return VerifyView{}, ctx.Err()
	}
	return n.verify(ctx, nil)
}

// StartVerify has the records checked while the node serves.
func (n *Node) StartVerify(ctx context.Context, who Who) (VerificationView, error) {
	srv := n.server()
	if srv == nil {
		return VerificationView{}, n.notRunning()
	}
	select {
	case <-n.verifying.turn:
		n.verifying.begin(n.now(), &who)
		if !srv.run(func() { n.verify(srv.ctx, &who) }) {
			n.verifying.end(nil)
			return VerificationView{}, n.notRunning()
		}
	default: // the one that runs is the answer
	}
	return n.Verification(ctx)
}

// verify runs a check whose turn it is. who is nil for a caller that enters the outcome in the journal itself.
func (n *Node) verify(ctx context.Context, who *Who) (VerifyView, error) {
	x := n.verifying
	x.begin(n.now(), who)
	v, err := verifyStore(ctx, n.cfg.Party, n.cfg.Store, x.reached)
	if err != nil {
		x.end(nil)
		return v, err
	}
	by := ""
	if who != nil {
		by = who.User
		n.journal(*who, verifyAction, v.Outcome())
	}
	x.end(&VerifiedView{Time: n.now().String(), By: by, OK: v.OK, Outcome: v.Outcome(), Detail: &v})
	return v, nil
}

func (x *verifying) begin(now parley.Millis, who *Who) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.now.Running {
		return
	}
	x.now = VerificationView{Running: true, Since: timeOrNull(now), Steps: len((&audit{}).steps())}
	if who != nil {
		x.now.By = textOrNull(who.User)
	}
}

func (x *verifying) reached(step string, place int, done, total uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.now.Step, x.now.Place, x.now.Done, x.now.Total = step, place, min(done, total), total
}

// end gives the turn back. last is nil for a check that was ended before it was done.
func (x *verifying) end(last *VerifiedView) {
	x.mu.Lock()
	x.now = VerificationView{}
	if last != nil {
		x.last, x.looked = last, true
	}
	x.mu.Unlock()
	x.turn <- struct{}{}
}

// Verification tells of the check that runs and of the last one, of which after a start the journal knows.
func (n *Node) Verification(ctx context.Context) (VerificationView, error) {
	x := n.verifying
	x.mu.Lock()
	looked := x.looked
	x.mu.Unlock()
	if !looked {
		last, err := n.lastVerified(ctx)
		if err != nil {
			return VerificationView{}, err
		}
		x.mu.Lock()
		if !x.looked {
			x.last, x.looked = last, true
		}
		x.mu.Unlock()
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	v := x.now
	v.Last = x.last
	return v, nil
}

// verifyAction is what the journal calls a check of the records.
const verifyAction = "verify"

// lastVerified finds the last check in the journal; nil: there is none.
func (n *Node) lastVerified(ctx context.Context) (last *VerifiedView, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		return n.backwards(ctx, r, 0, func(e store.Entry) bool {
			if e.Action == verifyAction {
				last = &VerifiedView{Time: e.Time.String(), By: e.User, OK: strings.HasPrefix(e.Detail, allHold), Outcome: e.Detail}
			}
			return last == nil
		})
	})
	return last, err
}

// allHold is how the outcome of a check begins that found nothing.
const allHold = "all "

// Outcome says in one sentence how a check of the records ended.
func (v VerifyView) Outcome() string {
	bad := 0
	for _, r := range v.Records {
		if !r.OK {
			bad++
		}
	}
	switch {
	case v.OK:
		return fmt.Sprintf(allHold+"%d records hold", len(v.Records))
	case bad == 0:
		return fmt.Sprintf("%d faults outside the records", len(v.Errors))
	}
	return fmt.Sprintf("%d of %d records do not hold", bad, len(v.Records))
}
