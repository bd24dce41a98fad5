package console

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"parley"
	"parley/internal/node"
	"parley/wire"
)

// A desk is what is open: messages that nobody has acknowledged, of either side. It is filled from the traffic when it
// begins, kept by what the node tells, and tells the screens that something changed.
type desk struct {
	mu      sync.Mutex
	changes uint64
	screens map[chan struct{}]bool
	open    [2]map[string]Waiting // theirs, ours; by id
	top     [2][]Waiting          // the first of open, in order; nil after a change: every page asks for them
	closed  [2]map[string]bool    // while the traffic is looked through: those that need not be entered any more
}

// A Waiting is a message that waits for an acknowledgement: ours, or that of the other side.
type Waiting struct {
	ID         string
	Precedence Mark
	From, To   string
	FromID     string // party
	Sent       Instant
	Line       string // subject, or how its text begins
	Form       string // what the charter calls its form; empty for free text
	Exercise   bool

	charter, form string // what Form is worded from
}

// A Mark is a precedence, and what the reader calls it.
type Mark struct{ Code, Word string }

// Title is what a list shows of a message: its form, where it has one of its own, and how it begins.
func (w Waiting) Title() string {
	if w.Form != "" && w.Line != "" {
		return w.Form + ": " + w.Line
	}
	return w.Form + w.Line
}

func newDesk() *desk {
	d := &desk{screens: map[chan struct{}]bool{}}
	for own := range d.open {
		d.open[own], d.closed[own] = map[string]Waiting{}, map[string]bool{}
	}
	return d
}

// place is where messages of ours, or theirs, are kept.
func place(own bool) int {
	if own {
		return 1
	}
	return 0
}

// put enters a message, or takes it out; late where it is read from the traffic, which may be older than what was told.
func (d *desk) put(own, open, late bool, w Waiting) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := place(own)
	switch {
	case open && (!late || !d.closed[at][w.ID]):
		d.top[at] = nil
		d.open[at][w.ID] = w
	case !open && !late:
		d.top[at] = nil
		delete(d.open[at], w.ID)
		if d.closed[at] != nil {
			d.closed[at][w.ID] = true
		}
	}
}

// lookedThrough ends the time in which what is closed is remembered.
func (d *desk) lookedThrough(own bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed[place(own)] = nil
}

// changed tells every screen to look again.
func (d *desk) changed() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.changes++
	for screen := range d.screens {
		select {
		case screen <- struct{}{}:
		default: // it has not yet looked since the last time
		}
	}
}

// watch has a screen told of changes until it cancels. It returns the number of the last change.
func (d *desk) watch() (screen chan struct{}, last uint64, cancel func()) {
	screen = make(chan struct{}, 1)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.screens[screen] = true
	return screen, d.changes, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.screens, screen)
	}
}

func (d *desk) last() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.changes
}

// waiting lists at most limit of the messages that wait, the most urgent and then the oldest first, and how many there are.
func (d *desk) waiting(own bool, limit int) (list []Waiting, all int) {
	at := place(own)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.top[at] == nil {
		d.top[at] = first(slices.Collect(maps.Values(d.open[at])), maxWaiting, func(a, b Waiting) int {
			return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Sent.RFC, b.Sent.RFC), cmp.Compare(a.ID, b.ID))
		})
	}
	return slices.Clone(d.top[at][:min(limit, len(d.top[at]))]), len(d.open[at])
}

// maxWaiting is the longest list that is asked for.
const maxWaiting = maxAlarms

// rank is 0 for the most urgent.
func (w Waiting) rank() int { return -slices.Index(parleyPrecedences, w.Precedence.Code) }

// An Alarm is what sounds until an officer acknowledges it: the oldest FLASH from the other side.
type Alarm struct {
	Waiting
	More      int     // further ones
	Escalated bool    // it came to this post because nobody acknowledged it in time
	Unwatched bool    // no screen is open at a post where it should sound, and so it sounds at all
	Onward    Instant // when it goes on to another post
}

// Some reports whether there is one.
func (a Alarm) Some() bool { return a.ID != "" }

// alarm is what sounds at a post; where no post is named, all does. A FLASH of which the node does not say where it sounds
// does so everywhere.
func (c *Console) alarm(ctx context.Context, lang, post string) (a Alarm) {
	sounds := map[string]node.AlarmView{}
	if all, err := c.api.Alarms(ctx); err == nil {
		for _, x := range all {
			sounds[x.Message] = x
		}
	}
	list, _ := c.desk.waiting(false, maxAlarms)
	for _, w := range list {
		if w.Precedence.Code != parley.Flash.String() {
			break
		}
		at, known := sounds[w.ID]
		switch {
		case known && post != "" && !slices.Contains(at.Posts, post):
		case a.Some():
			a.More++
		default:
			a = Alarm{Waiting: c.worded(ctx, lang, w), Escalated: slices.Contains(at.Escalated, post), Unwatched: at.Unwatched, Onward: instantOrNone(at.Next)}
		}
	}
	return a
}

// maxAlarms bounds what is counted of unacknowledged FLASH messages.
const maxAlarms = 100

// worded gives what is kept without words the words of a reader.
func (c *Console) worded(ctx context.Context, lang string, w Waiting) Waiting {
	if w.form != wire.FormText {
		w.Form = c.charterNamed(ctx, w.charter).form(lang, w.form)
	}
	w.Precedence.Word = c.drawn.words[lang].choice("precedence", w.Precedence.Code)
	return w
}

func (c *Console) wordedAll(ctx context.Context, lang string, list []Waiting) []Waiting {
	for i := range list {
		list[i] = c.worded(ctx, lang, list[i])
	}
	return list
}

// waitingOf is what the desk keeps of a message.
func (c *Console) waitingOf(ctx context.Context, m node.MessageView) Waiting {
	h := c.charterNamed(ctx, m.Charter)
	from, _, _ := cutAddress(m.From)
	w := Waiting{ID: m.ID, Precedence: Mark{Code: m.Precedence}, From: h.address(m.From), FromID: from, Sent: instant(m.Time), Line: c.headline(ctx, m), Exercise: m.Exercise, charter: m.Charter, form: m.Form}
	if len(m.To) > 0 {
		w.To = h.address(m.To[0])
	}
	return w
}

// headline is what a list shows of a message: its subject, what it is about where its form has fields, or how its text begins.
func (c *Console) headline(ctx context.Context, m node.MessageView) string {
	h := c.charterNamed(ctx, m.Charter)
	if m.Subject == nil && h != nil && h.text.Schema(m.Form) != nil {
		if p := c.payload(ctx, m.ID); p != nil {
			return cmp.Or(h.subject(p), headline(m))
		}
	}
	return headline(m)
}

// headline is the subject of a message, or how its text begins.
func headline(m node.MessageView) string {
	if m.Subject != nil {
		return cut(*m.Subject, 160)
	}
	if m.Text != nil {
		return cut(*m.Text, 160)
	}
	return ""
}

// openNow reports whether nobody has acknowledged or answered m: we, or, where it is ours, one of its addressees.
func (c *Console) openNow(ctx context.Context, m node.MessageView, own bool) bool {
	if c.charterNamed(ctx, m.Charter).automatic(m.Form) {
		return false
	}
	settled := func(r node.ReceiptView) bool { return r.Acknowledged != nil || r.Answered != nil || r.Refused != nil }
	if !own {
		r, addressed := m.Receipts[string(c.cfg.Party)]
		return addressed && !settled(r)
	}
	for _, r := range m.Receipts {
		if !settled(r) {
			return true
		}
	}
	return false
}
