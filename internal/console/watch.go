package console

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"parley"
	"parley/internal/node"
)

// A WatchPage is who has the watch of a post, and the watches of a day.
type WatchPage struct {
	Frame
	Desk  string       // post that is looked at
	Posts []PostChoice // where there are several
	Watch WatchState
	Day   string // in UTC
	Prev  string // the day before
	Next  string // the day after; empty: it has not begun
	Log   []WatchLine
}

// A PostChoice is a post of this party that may be looked at.
type PostChoice struct {
	Name, Keeper string
	Current      bool
}

// A WatchState is how the watch of a post stands. Kind is none, mine, given, theirs or offered: nobody's, ours, handed over by us
// and not taken yet, somebody else's, or handed over by him.
type WatchState struct {
	Kind           string
	Keeper         string
	Since, Offered Instant
	Screens        int
	Empty          Instant // since when no screen has been open, as far as that is an alarm
	Watched        bool    // one is to be
	Hash           string  // of the sheet that was prepared
}

// A WatchLine is one watch of the log.
type WatchLine struct {
	ID, Post, Keeper string
	Taken, Ended     Instant
	Handed           bool // by a sheet
	Gave, Took, Next string
	Marks            []string // sentences of the node
}

func (c *Console) watchPages() pages {
	return pages{"GET /watch": c.watchPage, "GET /watch/log.pdf": c.watchLogPaper, "GET /watch/hand-over": c.handOver, "GET /watch/sheet/{id}": c.pastHandOver,
		"GET /watch/sheet/{id}/paper.pdf": c.handOverPaper, "POST /watch/prepare": c.prepareHandOver, "POST /watch/give": c.giveWatch, "POST /watch/take": c.takeWatch}
}

// deskOf returns the post that a visitor looks at: the one that he names, or his own, or the first.
func (c *Console) deskOf(ctx context.Context, v *visit) (at node.PostView, all []node.PostView, err error) {
	if all, err = c.api.Posts(ctx); err != nil {
		return at, nil, err
	}
	for _, name := range []string{v.r.FormValue("post"), v.who.Post} {
		if i := slices.IndexFunc(all, func(p node.PostView) bool { return p.Post == name }); i >= 0 {
			return all[i], all, nil
		}
	}
	if len(all) == 0 {
		return at, nil, parley.Errorf(parley.CodeNotFound, "this party has no posts")
	}
	return all[0], all, nil
}

func (c *Console) watchPage(v *visit) error {
	ctx := v.r.Context()
	desk, all, err := c.deskOf(ctx, v)
	if err != nil {
		return err
	}
	p := &WatchPage{Frame: c.frame(v, "watch"), Desk: desk.Post, Watch: watchState(desk, v.session)}
	for _, x := range all {
		if len(all) > 1 {
			p.Posts = append(p.Posts, PostChoice{x.Post, keeper(x.Watch), x.Post == desk.Post})
		}
	}
	today := c.cfg.Now().UTC()
	day, err := time.Parse(time.DateOnly, v.r.FormValue("day"))
	if err != nil || day.After(today) {
		day = today
	}
	p.Day, p.Prev = day.Format(time.DateOnly), day.AddDate(0, 0, -1).Format(time.DateOnly)
	if p.Day < today.Format(time.DateOnly) {
		p.Next = day.AddDate(0, 0, 1).Format(time.DateOnly)
	}
	list, err := c.api.WatchLog(ctx, desk.Post, p.Day)
	if err != nil {
		return err
	}
	for _, w := range list {
		p.Log = append(p.Log, watchLine(w))
	}
	c.show(v.w, http.StatusOK, p.Lang, "watch", p)
	return nil
}

// keeper names who has a watch: the officer, where his signature said who he is.
func keeper(w *node.WatchView) string {
	switch {
	case w == nil:
		return ""
	case w.Officer != nil && *w.Officer != w.User:
		return oneLine(*w.Officer + " (" + w.User + ")")
	}
	return oneLine(w.User)
}

// watchState says how the watch of a post stands for one who is signed in.
func watchState(p node.PostView, s session) WatchState {
	x := WatchState{Kind: "none", Screens: p.Screens, Empty: instantOrNone(p.Empty), Watched: p.Watched}
	w := p.Watch
	if w == nil {
		return x
	}
	x.Keeper, x.Since, x.Offered, x.Hash = keeper(w), instant(w.Taken), instantOrNone(w.Offered), some(w.Hash)
	switch mine := w.User == s.who.User || s.officer != "" && some(w.Officer) == s.officer; {
	case mine && x.Offered.Some():
		x.Kind = "given"
	case mine:
		x.Kind = "mine"
	case x.Offered.Some():
		x.Kind = "offered"
	default:
		x.Kind = "theirs"
	}
	return x
}

func watchLine(w node.WatchView) WatchLine {
	x := WatchLine{ID: w.ID, Post: w.Post, Keeper: keeper(&w), Taken: instant(w.Taken), Ended: instantOrNone(w.Ended), Handed: w.Offered != nil, Gave: some(w.Gave), Took: some(w.Took)}
	if r := w.Relief; r != nil {
		x.Next = keeper(&node.WatchView{User: r.User, Officer: r.Officer})
	}
	for _, m := range w.Marks {
		x.Marks = append(x.Marks, oneLine(m))
	}
	return x
}

// atDesk is who acts at a post.
func (v *visit) atDesk(post string) node.Who { return node.Who{User: v.who.User, Post: post} }

// prepareHandOver has the sheet written, and shows it.
func (c *Console) prepareHandOver(v *visit) error {
	post := v.r.FormValue("post")
	if _, err := c.api.PrepareHandOver(v.r.Context(), node.HandOver{Notes: v.r.FormValue("notes"), Who: v.atDesk(post)}); err != nil {
		return c.showHandOver(v, err)
	}
	http.Redirect(v.w, v.r, "/watch/hand-over?post="+url.QueryEscape(post), http.StatusSeeOther)
	return nil
}

// giveWatch hands the sheet that was shown over.
func (c *Console) giveWatch(v *visit) error {
	x := node.WatchSigning{Sheet: v.r.FormValue("sheet"), Who: v.atDesk(v.r.FormValue("post"))}
	var err error
	if x.Signature, err = c.sheetSignature(v); err == nil {
		_, err = c.api.GiveWatch(v.r.Context(), x)
	}
	return c.watchDone(v, "watch-given", err)
}

// takeWatch takes the watch by the sheet that was shown, or, where it is said so, without one.
func (c *Console) takeWatch(v *visit) error {
	x := node.WatchTaking{Sheet: v.r.FormValue("sheet"), Without: v.r.FormValue("without") != "", Who: v.atDesk(v.r.FormValue("post"))}
	var err error
	if x.Signature, err = c.sheetSignature(v); err == nil {
		_, err = c.api.TakeWatch(v.r.Context(), x)
	}
	return c.watchDone(v, "watch-taken", err)
}

// watchDone goes back to the watch; what was not done is said beside the sheet as it is now.
func (c *Console) watchDone(v *visit, done string, err error) error {
	if err != nil {
		return c.showHandOver(v, err)
	}
	c.desk.changed()
	http.Redirect(v.w, v.r, "/watch?post="+url.QueryEscape(v.r.FormValue("post"))+"&done="+done, http.StatusSeeOther)
	return nil
}
