package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/chromedp/cdproto/runtime"

	"parley"
	"parley/bench/world"
	"parley/charters"
	"parley/form"
	"parley/internal/console"
	"parley/internal/node"
	"parley/overlap"
)

// A held is a node that holds notices of two parties and nothing else.
type held struct {
	node.API
	text      []byte
	active    []node.ActiveNotice
	conflicts []node.ConflictView
}

// newHeld draws notices within the 42 days after now, and finds what comes near what.
func newHeld(seed uint64, n int, now time.Time) (*held, error) {
	h := &held{text: charters.Text("launch-notification")}
	w := world.New(seed)
	x := overlap.New(overlap.Margins{Metres: 10_000, Height: 30_480, Time: world.Hour})
	of := map[parley.Hash]int{}
	begin := parley.MillisOf(now)
	for len(h.active) < n {
		f := w.Notice()
		open := f.Time.To == overlap.OpenTo
		shift := int64(begin) - 2*world.Day + (f.Time.From-world.Start)*44/365 - f.Time.From
		f.Time.From += shift
		if !open {
			f.Time.To += shift
		}
		if open || f.Time.To < int64(begin) {
			continue
		}
		f.Party = []parley.PartyID{"north", "south"}[len(h.active)%2]
		of[f.ID] = len(h.active)
		h.active = append(h.active, activeOf(f, h.id()))
		located, err := f.Located()
		if err != nil {
			return nil, err
		}
		_, near := x.Put(located)
		for _, c := range near {
			if c.Party != f.Party && len(h.conflicts) < 1000 {
				h.conflicts = append(h.conflicts, conflictOf(h.active[of[f.ID]], h.active[of[c.Other]], c))
			}
		}
	}
	return h, nil
}

func activeOf(f world.Filed, charter string) node.ActiveNotice {
	from, until := parley.Millis(f.Time.From).String(), parley.Millis(f.Time.To).String()
	subject := string(f.Party) + " " + f.ID.String()[:6]
	p := node.PlotPlace{Field: "impact_area", Title: "Impact area", Place: f.Place.String(), Kind: f.Place.Kind, Metres: f.Place.Metres}
	return node.ActiveNotice{Notice: f.ID.String(), Message: f.ID.String(), Charter: charter, Party: string(f.Party), Own: f.Party == "south", Form: "launch", Title: "Launch", Subject: &subject, Exercise: true,
		Said: from, From: &from, Until: &until, Places: []node.PlotPlace{p}, Compared: true}
}

func conflictOf(one, other node.ActiveNotice, c overlap.Conflict) node.ConflictView {
	from, until := parley.Millis(c.Time.From).String(), parley.Millis(c.Time.To).String()
	return node.ConflictView{Charter: one.Charter, One: one, Other: other, Own: true, Meets: c.Meets(), Metres: c.Metres, Height: c.Height, Apart: c.Apart, From: &from, Until: &until, Sight: node.SightUnknown}
}

func (h *held) id() string { return parley.Sum(h.text).String() }

func (h *held) Charters(context.Context) ([]node.CharterView, error) {
	return []node.CharterView{{ID: h.id(), Edition: 1, Fingerprint: "0", Title: "Launches", Exercise: true, Parties: []node.PartyView{{ID: "north", Name: "Northland"}, {ID: "south", Name: "Southmark"}}}}, nil
}
func (h *held) Edition(context.Context, string) ([]byte, error)      { return h.text, nil }
func (h *held) Events(context.Context) ([]node.EventView, error)     { return nil, nil }
func (h *held) Lines(context.Context) ([]node.LineView, error)       { return nil, nil }
func (h *held) Board(context.Context) (node.BoardView, error)        { return node.BoardView{}, nil }
func (h *held) Posts(context.Context) ([]node.PostView, error)       { return nil, nil }
func (h *held) Screen(ctx context.Context, _ node.Who) error         { <-ctx.Done(); return nil }
func (h *held) Note(context.Context, node.Who, string, string) error { return nil }
func (h *held) Inbox(context.Context, node.Query) ([]node.MessageView, error) {
	return nil, nil
}
func (h *held) Follow(ctx context.Context, _ bool, _ func(node.MessageView) error) error {
	<-ctx.Done()
	return nil
}
func (h *held) Alarms(context.Context) ([]node.AlarmView, error) { return nil, nil }
func (h *held) Roster(context.Context, string, string) (node.RosterView, error) {
	return node.RosterView{}, nil
}
func (h *held) Notices(context.Context, node.NoticeQuery) (node.NoticesView, error) {
	return node.NoticesView{}, nil
}
func (h *held) ActiveNotices(_ context.Context, q node.ActiveQuery) (v node.ActiveView, err error) {
	for _, x := range h.active {
		from, _ := parley.ParseMillis(*x.From)
		until, _ := parley.ParseMillis(*x.Until)
		if from <= min(q.Until, form.MaxTime) && until >= q.From {
			v.Notices = append(v.Notices, x)
		}
	}
	return v, nil
}
func (h *held) Conflicts(context.Context, node.ConflictQuery) (node.ConflictsView, error) {
	return node.ConflictsView{Conflicts: h.conflicts}, nil
}

// A served is the console before that node.
type served struct {
	server *httptest.Server
	signIn string // a link that signs in
}

func serve(h *held) (*served, error) {
	s := &served{server: httptest.NewUnstartedServer(nil)}
	base := "http://" + s.server.Listener.Addr().String()
	c, err := console.New(h, console.Config{Party: "south", Base: base, Now: time.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	pages := http.NewServeMux()
	pages.Handle("/", c.Handler())
	pages.HandleFunc("/favicon.ico", func(http.ResponseWriter, *http.Request) {})
	pages.HandleFunc("/{$}", func(http.ResponseWriter, *http.Request) {}) // the board asks more of a node than this one holds
	s.server.Config.Handler = pages
	if s.signIn, _, err = c.Invite(node.Who{User: "bench", Post: "duty"}); err != nil {
		return nil, err
	}
	s.server.Start()
	return s, nil
}

func (s *served) link(path string) string { return s.server.URL + path }

func (s *served) close() { s.server.CloseClientConnections(); s.server.Close() }

// awaits has a script be waited for that promises its answer.
func awaits(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
