package node

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/wire"
)

// alarmed is what sounds, and who listens.
type alarmed struct {
	mu      sync.Mutex
	flashes map[parley.Hash]*flash
	screens map[parley.PostID]int
	empty   map[parley.PostID]parley.Millis // since when no screen has been open at a post that is to be watched
	raised  map[parley.PostID]bool          // that was an alarm
	gone    map[parley.PostID]parley.Millis // when the last screen of a post went
	posts   []parley.PostID                 // that are to be watched
	wake    chan struct{}
}

// A flash is a FLASH of another party that no officer of ours has acknowledged.
type flash struct {
	t        *table
	id       parley.Hash
	from     parley.Address
	sent     parley.Millis
	exercise bool
	posts    []parley.PostID // to which it is addressed
	onward   []parley.PostID // to which it goes on, one after the other
	since    parley.Millis   // the charter's clock runs from here
	within   parley.Millis   // 0: there is no clock
	level    int             // how many of onward it reached, as far as that was said
}

// reached returns how many posts a FLASH has gone on to by now: another one each time that the clock has run.
func (f *flash) reached(now parley.Millis) int {
	if f.within == 0 || now < f.since {
		return 0
	}
	return min(int((now-f.since)/f.within), len(f.onward))
}

// next returns when a FLASH goes on; 0: never.
func (f *flash) next(now parley.Millis) parley.Millis {
	n := f.reached(now)
	if f.within == 0 || n == len(f.onward) {
		return 0
	}
	return f.since + parley.Millis(n+1)*f.within
}

// onwardFrom returns the posts of an order that come behind all of those addressed; the whole order where none of these is in it.
func onwardFrom(order, addressed []parley.PostID) (out []parley.PostID) {
	last := -1
	for i, p := range order {
		if slices.Contains(addressed, p) {
			last = i
		}
	}
	return slices.Clone(order[last+1:])
}

// Alarms lists what sounds now.
func (n *Node) Alarms(ctx context.Context) ([]AlarmView, error) {
	if !n.online() {
		return nil, n.notRunning()
	}
	now, all := n.now(), n.ownPosts()
	x := &n.alarmed
	x.mu.Lock()
	defer x.mu.Unlock()
	out := []AlarmView{}
	for _, f := range slices.SortedFunc(maps.Values(x.flashes), func(a, b *flash) int { return cmp.Compare(a.sent, b.sent) }) {
		v := AlarmView{Message: f.id.String(), Charter: f.t.id.String(), From: f.from.String(), Time: f.sent.String(), Exercise: f.exercise,
			Escalated: postWords(f.onward[:f.reached(now)]), Next: timeOrNull(f.next(now))}
		posts := append(slices.Clone(f.posts), f.onward[:f.reached(now)]...)
		if !slices.ContainsFunc(posts, func(p parley.PostID) bool { return x.looked(p, now) }) {
			posts, v.Unwatched = all, true
		}
		v.Posts = postWords(posts)
		out = append(out, v)
	}
	return out, nil
}

func postWords(posts []parley.PostID) []string {
	out := []string{}
	for _, p := range posts {
		out = append(out, string(p))
	}
	return out
}

// watchAlarms keeps what sounds until serving ends.
func (n *Node) watchAlarms(srv *server) {
	changed, cancel := n.watch.watch(nil)
	defer cancel()
	n.beginAlarms()
	for srv.ctx.Err() == nil {
		wait := time.NewTimer(n.lookAtAlarms())
		select {
		case <-changed.wake:
			for _, id := range changed.take() {
				n.lookAtFlash(id)
			}
		case <-n.alarmed.wake:
		case <-wait.C:
		case <-srv.ctx.Done():
		}
		wait.Stop()
	}
}

// beginAlarms finds what waited before the start. Every post that is to be watched is without a screen.
func (n *Node) beginAlarms() {
	x := &n.alarmed
	x.mu.Lock()
	x.posts = n.cfg.Alarming.Watched
	x.flashes, x.empty, x.raised = map[parley.Hash]*flash{}, map[parley.PostID]parley.Millis{}, map[parley.PostID]bool{}
	for _, p := range n.cfg.Alarming.Watched {
		if x.screens[p] == 0 {
			x.empty[p] = n.now()
		}
	}
	x.mu.Unlock()
	ids, err := n.heldFlashes()
	if err != nil {
		n.event(EventStorage, "", "the FLASH messages that wait could not be read", "error", err)
	}
	for _, id := range ids {
		n.lookAtFlash(id)
	}
}

// lookAtFlash enters a FLASH that waits, or takes out one that does not any more.
func (n *Node) lookAtFlash(id parley.Hash) {
	if n.cfg.Store.(*watchedStore).quiet.has(id) {
		return
	}
	var f *flash
	err := n.cfg.Store.View(func(r store.Reader) (err error) {
		m, err := r.Message(id)
		if err != nil || !sounds(m) || erased(m) {
			return ignoreNotFound(err)
		}
		f, err = n.flashOf(r, m)
		return err
	})
	if err != nil {
		n.event(EventStorage, "", "a message that may be a FLASH could not be read", "error", err)
		return
	}
	x := &n.alarmed
	x.mu.Lock()
	known := x.flashes[id]
	switch {
	case f == nil:
		delete(x.flashes, id)
	case known != nil:
		f.level = known.level
		x.flashes[id] = f
	default:
		x.flashes[id] = f
	}
	x.mu.Unlock()
	if f != nil && known == nil {
		n.ring(Bell{Kind: BellFlash, Party: f.from.Party, Post: first(f.posts), Message: id, Exercise: f.exercise})
	}
}

func first(posts []parley.PostID) parley.PostID {
	if len(posts) == 1 {
		return posts[0]
	}
	return ""
}

// flashOf reads a FLASH; nil where no officer of ours has to acknowledge it any more.
func (n *Node) flashOf(r store.Reader, m store.Message) (*flash, error) {
	t := n.table(m.Charter)
	if t == nil || !byOfficer(t.charter(), m.Form) || m.Form == wire.FormAck {
		return nil, nil
	}
	v, err := n.messageView(r, m)
	if err != nil {
		return nil, err
	}
	rec, addressed := v.Receipts[string(n.cfg.Party)]
	if !addressed || rec.Acknowledged != nil || rec.Answered != nil || rec.Refused != nil {
		return nil, nil
	}
	from, err := parley.ParseAddress(v.From)
	if err != nil {
		return nil, err
	}
	f := &flash{t: t, id: m.ID, from: from, sent: m.Time, exercise: v.Exercise, posts: n.addressedPosts(t.charter(), v), since: m.Stored, within: within(t.charter(), parley.Flash)}
	f.onward = onwardFrom(n.cfg.Alarming.Order, f.posts)
	c, err := r.AckClock(m.ID, m.Author)
	if err == nil {
		f.since, f.within = c.Since, c.Due-c.Since
	}
	return f, ignoreNotFound(err)
}

// addressedPosts are the own posts to which a message goes: all, where it is addressed to the party at large.
func (n *Node) addressedPosts(c *charter.Charter, v MessageView) (out []parley.PostID) {
	for _, s := range slices.Concat(v.To, v.Info) {
		a, err := parley.ParseAddress(s)
		switch {
		case err != nil || a.Party != n.cfg.Party:
		case a.Post == "":
			return slices.Clone(c.Party(n.cfg.Party).Posts)
		default:
			out = addPost(out, a.Post)
		}
	}
	return out
}

// lookAtAlarms raises what time has brought, and returns how long nothing more comes by itself.
func (n *Node) lookAtAlarms() time.Duration {
	now, next := n.now(), parley.Millis(0)
	var raise []func()
	x := &n.alarmed
	x.mu.Lock()
	for _, f := range x.flashes {
		if reached := f.reached(now); reached > f.level {
			f.level = reached
			raise = append(raise, func() { n.escalate(f, f.onward[reached-1], parley.Millis(reached)*f.within) })
		}
		next = earlier(next, f.next(now))
	}
	for p, since := range x.empty {
		switch due := since + screenGrace; {
		case x.raised[p]:
		case now >= due:
			x.raised[p] = true
			raise = append(raise, func() { n.unwatched(p, since) })
		default:
			next = earlier(next, due)
		}
	}
	x.mu.Unlock()
	for _, fn := range raise {
		fn()
	}
	if next == 0 {
		return time.Hour
	}
	return time.Duration(max(next-n.now(), 1)) * time.Millisecond
}

func (n *Node) escalate(f *flash, to parley.PostID, after parley.Millis) {
	n.eventUnder(f.t, EventEscalation, f.from.Party, fmt.Sprintf("nobody acknowledged the FLASH of %s (%.12s) from %s within %s: the alarm goes to the post %s",
		f.sent.DTG(), f.id, f.from, InWords(time.Duration(after)*time.Millisecond), to))
	n.ring(Bell{Kind: BellEscalation, Party: f.from.Party, Post: to, Message: f.id, Exercise: f.exercise})
	n.watch.changed(f.id)
}
