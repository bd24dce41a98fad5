package node

import (
	"cmp"
	"context"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/overlap"
	"parley/wire"
)

// maxActive is the most notices of one answer.
const maxActive = 10_000

// Conflicts lists what meets; see Plotting.
func (n *Node) Conflicts(ctx context.Context, q ConflictQuery) (ConflictsView, error) {
	out := ConflictsView{Conflicts: []ConflictView{}, Left: []LeftView{}}
	limit, err := limited(q.Limit, maxNotices, maxNotices)
	if err != nil {
		return out, err
	}
	notice, err := noticeAsked(q.Notice)
	if err != nil {
		return out, err
	}
	for t, err := range n.plotTables(ctx, q.Charter, q.Who) {
		if err != nil {
			return out, err
		}
		var found []encountered
		err := n.underPlot(t, &out.Left, func(x *plotted) {
			all, more := q.among(t, x.plot, notice)
			out.More = out.More || more > 0
			if len(all) > limit {
				all, out.More = all[:limit], true
			}
			found = x.encountered(all)
		})
		if err == nil {
			err = n.showConflicts(t, found, &out)
		}
		if err != nil {
			return out, storageSentence(err, "the conflicts were not listed")
		}
	}
	slices.SortStableFunc(out.Conflicts, func(a, b ConflictView) int { return cmp.Compare(some(a.From), some(b.From)) })
	if len(out.Conflicts) > limit {
		out.Conflicts, out.More = out.Conflicts[:limit], true
	}
	return out, nil
}

// among returns the encounters that a query selects, and how many more were found and are not kept.
func (q *ConflictQuery) among(t *table, plot *overlap.Plot, notice parley.Hash) (all []overlap.Encounter, more int) {
	if notice.IsZero() {
		return plot.EncountersAmong(q.asksFor)
	}
	for _, s := range t.seats() {
		all = append(all, plot.EncountersOf(s.id, notice)...)
	}
	return slices.DeleteFunc(all, func(e overlap.Encounter) bool { return !q.asksFor(&e) }), 0
}

// asksFor reports whether a query selects an encounter, its notice apart.
func (q *ConflictQuery) asksFor(e *overlap.Encounter) bool {
	from, to := min(e.Time.From, e.Time.To), max(e.Time.From, e.Time.To)
	return (q.Party == "" || e.Of(parley.PartyID(q.Party))) && to >= int64(q.From) && (q.Until == 0 || from <= int64(q.Until))
}

// showConflicts adds what is shown of encounters.
func (n *Node) showConflicts(t *table, all []encountered, out *ConflictsView) error {
	return n.cfg.Store.View(func(r store.Reader) error {
		w := n.plotWriter(t, r)
		for i := range all {
			v, err := w.conflict(&all[i])
			if err != nil {
				return err
			}
			out.Conflicts = append(out.Conflicts, v)
		}
		return nil
	})
}

// ActiveNotices lists notices; see Plotting.
func (n *Node) ActiveNotices(ctx context.Context, q ActiveQuery) (ActiveView, error) {
	out := ActiveView{Notices: []ActiveNotice{}, Left: []LeftView{}}
	limit, err := limited(q.Limit, maxActive, maxNotices)
	if err != nil {
		return out, err
	}
	if q.From == 0 {
		q.From = n.now()
	}
	if q.Until = max(q.Until, q.From); q.Until > parley.Millis(overlap.MaxEnd) {
		return out, parley.Errorf(parley.CodeUsage, "until: the time is beyond what is reckoned with")
	}
	for t, err := range n.plotTables(ctx, q.Charter, q.Who) {
		if err != nil {
			return out, err
		}
		var all []overlap.Standing
		met := map[[2]string]int{}
		err := n.underPlot(t, &out.Left, func(x *plotted) {
			all = slices.DeleteFunc(x.plot.Notices(overlap.Span{From: int64(q.From), To: int64(q.Until)}), func(s overlap.Standing) bool {
				return q.Party != "" && string(s.Party) != q.Party || q.Form != "" && s.Form != q.Form
			})
			if len(all) > limit {
				all, out.More = all[:limit], true
			}
			for i := range all {
				met[[2]string{string(all[i].Party), all[i].Notice.String()}] = len(x.plot.EncountersOf(all[i].Party, all[i].Message))
			}
		})
		if err == nil {
			err = n.cfg.Store.View(func(r store.Reader) error {
				w := n.plotWriter(t, r)
				for i := range all {
					v, err := w.notice(&all[i])
					if err != nil {
						return err
					}
					v.Conflicts = met[[2]string{v.Party, v.Notice}]
					out.Notices = append(out.Notices, v)
				}
				return nil
			})
		}
		if err != nil {
			return out, storageSentence(err, "the notices were not listed")
		}
	}
	slices.SortStableFunc(out.Notices, func(a, b ActiveNotice) int { return cmp.Compare(some(a.From), some(b.From)) })
	if len(out.Notices) > limit {
		out.Notices, out.More = out.Notices[:limit], true
	}
	return out, nil
}

// WouldMeet lists what a draft would meet; see Plotting.
func (n *Node) WouldMeet(ctx context.Context, charter string, payload []byte) (ConflictsView, error) {
	out := ConflictsView{Conflicts: []ConflictView{}, Left: []LeftView{}}
	t, err := n.tableNamed(charter)
	if err != nil {
		return out, err
	}
	p, err := wire.DecodePayload(payload)
	if err != nil {
		return out, err
	}
	if !n.mayRead(ctx, t) || p.From.Party != n.cfg.Party {
		return out, nil
	}
	id := parley.Sum(payload)
	said, ok := t.saysIn(id, p, 1<<62, proceedingOf(parley.Hash{}, p))
	if !ok {
		return out, nil
	}
	var all []overlap.Encounter
	if err = n.underPlot(t, &out.Left, func(x *plotted) { all = x.plot.Would(said) }); err == nil {
		if len(all) > maxNotices {
			all, out.More = all[:maxNotices], true
		}
		err = n.cfg.Store.View(func(r store.Reader) error {
			w := n.plotWriter(t, r)
			w.draft, w.drafted = id, p
			for i := range all {
				v, err := w.conflict(&encountered{Encounter: all[i]})
				if err != nil {
					return err
				}
				out.Conflicts = append(out.Conflicts, v)
			}
			return nil
		})
	}
	return out, storageSentence(err, "what the message would meet was not looked up")
}
