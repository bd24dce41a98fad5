package node

import (
	"fmt"
	"slices"
	"strconv"

	"parley"
	"parley/internal/store"
	"parley/link"
)

// maxDaysBehind is how many days are told to a peer that were not told on time.
const maxDaysBehind = 7

// sendLineDays tells each peer how its line was on the days that are over, once each: so it stands in both records.
func (n *Node) sendLineDays(srv *server, today int64) {
	for _, p := range n.allPeers() {
		for _, ps := range p.places() {
			if !formAutomatic(ps.t.charter(), link.FormLineDay) || n.overWith(ps.t, ps.s) || srv.ctx.Err() != nil {
				continue
			}
			for day := max(n.toldDay(ps)+1, today-maxDaysBehind); day < today; day++ {
				if err := n.sendLineDay(ps, day); err != nil {
					n.eventUnder(ps.t, EventStorage, ps.s.id, "how the line was could not be entered in the record", "error", err)
					break
				}
			}
		}
	}
}

func dayKey(ps peerSeat) string { return fmt.Sprintf("line day/%s/%s", ps.t.id, ps.s.id) }

// toldDay returns the last day that a peer was told of, or 0.
func (n *Node) toldDay(ps peerSeat) (day int64) {
	n.cfg.Store.View(func(r store.Reader) error {
		b, err := r.Meta(dayKey(ps))
		if err == nil {
			day, err = strconv.ParseInt(string(b), 10, 64)
		}
		return ignoreNotFound(err)
	})
	return day
}

// sendLineDay tells a peer of one day, unless nothing was seen on it.
func (n *Node) sendLineDay(ps peerSeat, day int64) error {
	d, err := n.seenDay(ps, day)
	if err != nil || len(d.Times) == 0 {
		return err
	}
	j, _, err := n.sayingJob(saying{t: ps.t, to: ps.s, form: link.FormLineDay, text: d.Text(spokenIn(ps.t.charter()))})
	if err != nil {
		return err
	}
	told := func(tx store.Tx) error { return tx.PutMeta(dayKey(ps), []byte(strconv.FormatInt(day, 10))) }
	write, hold := j.write, j.hold
	j.write = func(tx store.Tx, at uint64, date parley.Millis) error {
		if err := write(tx, at, date); err != nil {
			return err
		}
		return told(tx)
	}
	j.hold = func(tx store.Tx, date parley.Millis) error {
		if err := hold(tx, date); err != nil {
			return err
		}
		return told(tx)
	}
	_, _, err = n.recorder.do(j)
	return err
}

// seenDay returns how this node saw a line on one day, as far as it is stored.
func (n *Node) seenDay(ps peerSeat, day int64) (link.LineDay, error) {
	var rows []store.LineTime
	err := n.cfg.Store.View(func(r store.Reader) (err error) {
		rows, err = r.LineTimes(ps.t.id, ps.s.id, day, day+1)
		return err
	})
	return dayOf(day, rows), err
}

// dayOf makes a line day of rows: whole minutes, in the order in which they are told.
func dayOf(day int64, rows []store.LineTime) link.LineDay {
	d := link.LineDay{Day: parley.Millis(day * dayMs)}
	for _, bearer := range bearersOf(rows) {
		ms := make([]int64, len(link.States))
		for _, r := range rows {
			if i := slices.Index(link.States, link.State(r.State)); i >= 0 && r.Bearer == bearer {
				ms[i] += r.Ms
			}
		}
		for i, m := range link.Minutes(ms) {
			if m > 0 {
				d.Times = append(d.Times, link.StateTime{Bearer: bearer, State: link.States[i], Minutes: m})
			}
		}
	}
	return d
}

func bearersOf(rows []store.LineTime) (out []string) {
	for _, r := range rows {
		out = append(out, r.Bearer)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
