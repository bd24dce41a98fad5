package node

import (
	"context"
	"maps"
	"slices"
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// maxHistory bounds the days of a history.
const maxHistory = 400

// LineHistory returns, day by day and bearer by bearer, how both sides saw the lines to a party, or to all; the last days
// of them, today included.
func (n *Node) LineHistory(ctx context.Context, q LineQuery, days int) ([]LineDayView, error) {
	out := []LineDayView{}
	if days < 1 || days > maxHistory {
		return nil, parley.Errorf(parley.CodeUsage, "a history is of 1 to %d days", maxHistory)
	}
	found := q.Party == ""
	for _, p := range n.allPeers() {
		for _, ps := range p.places() {
			if q.Party != "" && q.Party != string(ps.s.id) || !named(ps.t, q.Charter) {
				continue
			}
			found = true
			err := n.cfg.Store.View(func(r store.Reader) error {
				list, err := n.history(r, p, ps, days)
				out = append(out, list...)
				return err
			})
			if err != nil {
				return nil, err
			}
		}
	}
	if !found {
		return nil, parley.Errorf(parley.CodeUnknownParty, "there is no line to %.40q", q.Party)
	}
	return out, nil
}

func named(t *table, charter string) bool {
	return len(charter) <= 64 && t.id.String()[:len(charter)] == charter
}

// told is one line day that stands in a record.
type told struct {
	day  link.LineDay
	view LineMinutesView // without minutes
}

func (n *Node) history(r store.Reader, p *peer, ps peerSeat, days int) (out []LineDayView, err error) {
	today := int64(n.now()) / dayMs
	from := today - int64(days) + 1
	rows, err := r.LineTimes(ps.t.id, ps.s.id, from, today+1)
	if err != nil {
		return nil, err
	}
	rows = append(rows, n.unsavedTimes(p, ps)...)
	ours, theirs, err := n.toldDays(r, ps, days)
	if err != nil {
		return nil, err
	}
	for day := from; day <= today; day++ {
		of := slices.DeleteFunc(slices.Clone(rows), func(t store.LineTime) bool { return t.Day != day })
		if day == today && n.online() {
			of = p.runningMinute(ps, of, today)
		}
		seen := dayOf(day, of)
		if t, ok := ours[day]; ok {
			seen = t.day // what was told is what counts
		}
		list := lineDays(ps, seen, ours[day], theirs[day])
		if day == today && len(list) == 0 { // it has only begun
			list = append(list, lineDayView(ps, seen, onlyBearer))
		}
		out = append(out, list...)
	}
	return out, nil
}

// unsavedTimes are the times of a line that are not stored yet, up to now.
func (n *Node) unsavedTimes(p *peer, ps peerSeat) (out []store.LineTime) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := *p.watchOf(ps.t.id)
	w.unsaved = maps.Clone(w.unsaved)
	if n.online() {
		w.count(n.now())
	}
	for k, ms := range w.unsaved {
		out = append(out, store.LineTime{Day: k.day, Bearer: k.bearer, State: string(k.state), Ms: ms})
	}
	return out
}

// runningMinute adds to the times of today what is left of the minute that has begun, as if the state of now held until its
// end: so the day shows something from its first moment on. What is told to the peer is counted when the day is over.
func (p *peer) runningMinute(ps peerSeat, rows []store.LineTime, today int64) []store.LineTime {
	const minute = 60_000
	p.mu.Lock()
	held := maps.Clone(p.watchOf(ps.t.id).held)
	p.mu.Unlock()
	seen := map[string]int64{}
	for _, r := range rows {
		seen[r.Bearer] += r.Ms
	}
	for bearer, state := range held {
		if left := (minute - seen[bearer]%minute) % minute; seen[bearer] > 0 {
			rows = append(rows, store.LineTime{Day: today, Bearer: bearer, State: string(state), Ms: left})
		}
	}
	return rows
}

// toldDays returns the line days that either side told the other, by day; the first one of a day counts.
func (n *Node) toldDays(r store.Reader, ps peerSeat, days int) (ours, theirs map[int64]*told, err error) {
	ours, theirs = map[int64]*told{}, map[int64]*told{}
	ms, err := r.LastMessages(ps.t.id, link.FormLineDay, 2*(days+maxDaysBehind)*len(ps.t.seats()))
	for _, m := range ms {
		of := theirs
		switch {
		case m.Own && n.testedWith(ps.t, m) == ps.s:
			of = ours
		case m.Author != ps.s.id || m.RecordedAt < 0 || m.Refused >= 0:
			continue
		}
		_, p, err := wire.DecodeEnvelope(m.Envelope)
		if err != nil {
			continue // erased when its time was over
		}
		d, err := link.ParseLineDay(p.Body)
		if err != nil {
			continue // in a form that nobody agreed on: shown as a text
		}
		id := m.ID.String()
		x := &told{*d, LineMinutesView{Message: &id, CosignedBy: []string{}}}
		if s := ps.t.seat(m.Author); m.SentAt >= 0 {
			log, at := placed(s, m.SentAt)
			if x.view.CosignedBy, err = seenBy(r, log, at); err != nil {
				return nil, nil, err
			}
		}
		of[int64(d.Day)/dayMs] = x
	}
	return ours, theirs, err
}

// lineDays puts the two sides of one day together, bearer by bearer.
func lineDays(ps peerSeat, seen link.LineDay, ours, theirs *told) (out []LineDayView) {
	var bearers []string
	for _, t := range seen.Times {
		bearers = append(bearers, t.Bearer)
	}
	if theirs != nil {
		for _, t := range theirs.day.Times {
			bearers = append(bearers, t.Bearer)
		}
	}
	slices.Sort(bearers)
	for _, b := range slices.Compact(bearers) {
		v := lineDayView(ps, seen, b)
		v.Ours = minutesOf(seen, b, ours)
		if theirs != nil {
			v.Theirs = minutesOf(theirs.day, b, theirs)
		}
		if ours != nil && v.Ours != nil && v.Theirs != nil {
			for _, s := range link.States {
				if v.Ours.Minutes[string(s)] != v.Theirs.Minutes[string(s)] {
					v.Differ = append(v.Differ, string(s))
				}
			}
		}
		out = append(out, v)
	}
	return out
}

func lineDayView(ps peerSeat, d link.LineDay, bearer string) LineDayView {
	return LineDayView{Day: d.Day.Time().Format(time.DateOnly), Party: string(ps.s.id), Charter: ps.t.id.String(), Bearer: bearer, Differ: []string{}}
}

// minutesOf returns the minutes of one bearer; nil where there are none.
func minutesOf(d link.LineDay, bearer string, in *told) *LineMinutesView {
	v := LineMinutesView{CosignedBy: []string{}}
	if in != nil {
		v = in.view
	}
	v.Minutes = map[string]int{}
	for _, t := range d.Times {
		if t.Bearer == bearer {
			v.Minutes[string(t.State)] = t.Minutes
		}
	}
	if len(v.Minutes) == 0 {
		return nil
	}
	return &v
}
