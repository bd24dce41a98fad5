package node

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"parley"
	"parley/internal/store"
)

// Posts says who has the watch of each post.
func (n *Node) Posts(ctx context.Context) ([]PostView, error) {
	out := []PostView{}
	err := n.cfg.Store.View(func(r store.Reader) error {
		for _, post := range n.ownPosts() {
			w, there, err := watchNow(r, post)
			if err != nil {
				return err
			}
			v := n.alarmed.post(post)
			if there {
				x, err := n.watchView(r, w)
				if err != nil {
					return err
				}
				v.Watch = &x
			}
			out = append(out, v)
		}
		return nil
	})
	return out, err
}

// WatchLog lists the watches of a day.
func (n *Node) WatchLog(ctx context.Context, post, day string) ([]WatchView, error) {
	begin, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil, parley.Errorf(parley.CodeUsage, "%.40q is no day: write it as 2026-11-22", day)
	}
	posts := n.ownPosts()
	if post != "" {
		posts = []parley.PostID{parley.PostID(post)}
	}
	out := []WatchView{}
	err = n.cfg.Store.View(func(r store.Reader) error {
		for _, p := range posts {
			if out, err = n.watchesOn(r, p, parley.MillisOf(begin), out); err != nil {
				return err
			}
		}
		return nil
	})
	slices.Reverse(out) // each post's now stand in the order in which they were taken
	slices.SortStableFunc(out, func(a, b WatchView) int { return cmp.Compare(a.Taken, b.Taken) })
	return out, err
}

// watchesOn adds the watches of a post in the day that begins at from. They follow each other, so that none before the last
// that was taken earlier goes on into it.
func (n *Node) watchesOn(r store.Reader, post parley.PostID, from parley.Millis, out []WatchView) ([]WatchView, error) {
	for before := uint64(math.MaxUint64); ; {
		piece, err := r.Watches(post, before, watchPiece)
		if err != nil || len(piece) == 0 {
			return out, ignoreNotFound(err)
		}
		for _, w := range piece {
			if before = w.Seq; w.Taken >= from+dayMs {
				continue
			}
			if w.Ended != 0 && w.Ended < from {
				return out, nil
			}
			v, err := n.watchView(r, w)
			if err != nil {
				return out, err
			}
			if out = append(out, v); w.Taken < from {
				return out, nil
			}
		}
	}
}

// watchPiece is how many watches are in memory at a time.
const watchPiece = 64

func (n *Node) viewWatch(w store.Watch) (v WatchView, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error { v, err = n.watchView(r, w); return err })
	return v, err
}

// watchView shows a watch. Its signatures are verified each time.
func (n *Node) watchView(r store.Reader, w store.Watch) (v WatchView, err error) {
	v = WatchView{ID: watchName(w.ID), Post: string(w.Post), User: w.User, Officer: textOrNull(w.Officer), Taken: w.Taken.String(), Ended: timeOrNull(w.Ended),
		Offered: timeOrNull(w.Offered), Marks: []string{}}
	if len(w.Sheet) > 0 {
		v.Sheet, v.Hash = textOrNull(string(w.Sheet)), textOrNull(parley.Sum(w.Sheet).String())
		n.watchSignatures(r, w, &v)
	}
	if w.Ended == 0 {
		return v, nil
	}
	if len(w.Sheet) == 0 {
		v.Marks = append(v.Marks, "taken over without a hand-over")
	}
	next, err := r.Watch(w.Relief)
	if err == nil {
		v.Relief = &ReliefView{watchName(next.ID), next.User, textOrNull(next.Officer)}
	}
	return v, ignoreNotFound(err)
}

// watchSignatures says whose signatures over the sheet hold.
func (n *Node) watchSignatures(r store.Reader, w store.Watch, v *WatchView) {
	if w.Charter.IsZero() {
		v.Marks = append(v.Marks, "no record of this party has a roster that names who may have this watch: the sheet names two users, and is not signed")
		return
	}
	v.Charter = textOrNull(w.Charter.String())
	for _, s := range []struct {
		use  string
		sig  []byte
		when parley.Millis
		to   **string
	}{{UseGiveWatch, w.Gave, w.Offered, &v.Gave}, {UseTakeWatch, w.Took, w.Ended, &v.Took}} {
		if s.when == 0 {
			continue
		}
		h, err := n.watchKey(r, &w, s.use, s.sig)
		if err != nil {
			v.Marks = append(v.Marks, "a signature over the sheet does not hold: "+parley.SentenceOf(err))
			continue
		}
		*s.to = textOrNull(string(h.Officer))
	}
}
