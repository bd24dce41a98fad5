package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"parley"
	"parley/internal/api"
	"parley/internal/feed"
	"parley/internal/node"
	"parley/internal/scenario"
)

// What is planted in a notified site, and must be found nowhere but at its readers.
var secrets = []string{"12.34567", "76.54321", "1234567", "quillwort"}

const plantedSite = `{"use":"health","organisation":"Quillwort relief","place":{"kind":"circle","precision":10,"points":[[12.34567,76.54321]],"metres":50,"words":"quillwort ford"},
 "valid_from":"2026-11-23T00:00:00Z","valid_to":"2026-11-25T00:00:00Z","consent":"yes","contact":"quillwort desk"}`

func leaked(text string) (out []string) {
	for _, s := range secrets {
		if strings.Contains(strings.ToLower(text), s) {
			out = append(out, s)
		}
	}
	return out
}

// [CHR-73] A node MUST show or give subjects, bodies, names and bytes of attachments, and what follows from them, of messages
// under a restricted charter to nobody but those who act for a reader, and put them into no log, measurement, alarm, feed or
// search of others; and beside each that it shows MUST stand the sentence of `restricted`.
func TestNotifiedSiteStaysWithItsReaders(t *testing.T) {
	playInOneProcess(t)
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		defer s.end()
		var log bytes.Buffer
		s.log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug - 8}))
		s.open(scenario.Line{Parties: []string{"north", "south"}, Under: "humanitarian"})
		n, s2 := s.nodes["north"], s.nodes["south"]
		id := s.parley("propose", "--dir", n.dir, "--to", "south", "notify-site", "--form-file", s.file("site.json", plantedSite))
		said := s.parley("send", "--dir", n.dir, "--to", "south", "--precedence", "flash", "--subject", "Quillwort", s.words("The clinic stands at 12.34567, 76.54321, quillwort ford."))
		pass(settling)
		s.parley("act", "--dir", s2.dir, id, "receive", "--set", "text=Quillwort received.")
		pass(settling)
		const caution = "its absence, expiry or withdrawal removes none"
		for _, x := range []*sceneNode{n, s2} {
			for _, shown := range []string{s.parley("show", "--dir", x.dir, id), s.parley("show", "--dir", x.dir, said), s.parley("proceeding", "--dir", x.dir, id)} {
				if len(leaked(shown)) == 0 || !strings.Contains(strings.Join(strings.Fields(shown), " "), caution) {
					t.Errorf("its reader is shown\n%s", shown)
				}
			}
			for who, ctx := range map[string]context.Context{"another post": node.As(t.Context(), node.Reading{Post: "air"}), "nobody": t.Context(),
				"a post of another charter": node.As(t.Context(), node.Reading{Posts: map[parley.Hash][]parley.PostID{{1}: {"duty"}}})} {
				for what, text := range everythingOf(t, ctx, x.node, id, said) {
					if found := leaked(text); found != nil {
						t.Errorf("%s at %s finds %v in %s", who, x.party, found, what)
					}
				}
				refusedTo(t, ctx, x.node, id, said)
			}
			for what, text := range outsideOf(t, s, x, id, said) {
				if found := leaked(text); found != nil {
					t.Errorf("at %s %v stands in %s", x.party, found, what)
				}
			}
			filesOf(t, x.dir)
			if m, err := x.node.Show(node.As(t.Context(), node.Reading{Post: "duty"}), id); err != nil || m.Withheld || m.Text == nil || m.Caution == nil {
				t.Errorf("the post that reads is shown %+v, %v", m, err)
			}
			if m, err := x.node.Show(t.Context(), id); err != nil || !m.Withheld || m.Caution == nil || m.DTG == "" {
				t.Errorf("that it came is not shown to others: %+v, %v", m, err)
			}
		}
		if found := leaked(log.String()); found != nil || !strings.Contains(log.String(), "form=site") {
			t.Errorf("%v stands in the log of %d bytes", found, log.Len())
		}
	})
}

// everythingOf is what a node answers to whoever asks with ctx.
func everythingOf(t *testing.T, ctx context.Context, n *node.Node, id, said string) map[string]string {
	out := map[string]string{}
	keep := func(what string, v any, err error) {
		b, _ := json.Marshal(v)
		out[what] = string(b) + fmt.Sprint(err)
	}
	for _, q := range []node.Query{{}, {Newest: true}, {Form: "site"}, {Search: "ford"}} {
		v, err := n.Inbox(ctx, q)
		keep(fmt.Sprintf("inbox %+v", q), v, err)
		w, err := n.Sent(ctx, q)
		keep(fmt.Sprintf("sent %+v", q), w, err)
		if q.Search != "" && len(v)+len(w) > 0 {
			t.Errorf("a search finds %d and %d", len(v), len(w))
		}
	}
	for _, m := range []string{id, said} {
		v, err := n.Show(ctx, m)
		keep("show", v, err)
	}
	story, err := n.Proceeding(ctx, id)
	keep("proceeding", story, err)
	all, err := n.Proceedings(ctx, "")
	keep("proceedings", all, err)
	board, err := n.Board(ctx)
	keep("board", board, err)
	notices, err := n.Notices(ctx, node.NoticeQuery{})
	keep("notices", notices, err)
	drafting, err := n.Drafting(ctx, "", "site")
	keep("drafting", drafting, err)
	if len(drafting.Earlier) > 0 {
		t.Error("earlier notices are given")
	}
	events, err := n.Events(ctx)
	keep("events", events, err)
	alarms, err := n.Alarms(ctx)
	keep("alarms", alarms, err)
	journal, err := n.Journal(ctx)
	keep("journal", journal, err)
	lines, err := n.Lines(ctx)
	keep("lines", lines, err)
	check, err := n.Checkup(ctx)
	keep("checkup", check, err)
	posts, err := n.Posts(ctx)
	keep("posts", posts, err)
	return out
}

// refusedTo holds that nothing is handed over in one piece.
func refusedTo(t *testing.T, ctx context.Context, n *node.Node, id, said string) {
	for what, give := range map[string]func() ([]byte, error){
		"envelope": func() ([]byte, error) { return n.Envelope(ctx, said) },
		"evidence": func() ([]byte, error) { return n.Evidence(ctx, said, node.Who{}) },
		"outcome":  func() ([]byte, error) { return n.Outcome(ctx, id, node.Who{}) },
	} {
		if b, err := give(); b != nil || parley.CodeOf(err) != parley.CodePolicy {
			t.Errorf("%s: %d bytes, %v", what, len(b), err)
		}
	}
}

// outsideOf is what leaves a node for others than its readers: measurements, the door for integrations with its event stream, the
// doctor, and what a crash would print.
func outsideOf(t *testing.T, s *scene, x *sceneNode, id, said string) map[string]string {
	out := map[string]string{"doctor": s.parleyAnyway("doctor", "--dir", x.dir), "journal": s.parley("journal", "--dir", x.dir)}
	for _, format := range feed.Formats {
		out["feed "+format] = s.parleyAnyway("feed", "--dir", x.dir, "--format", format, "--fir", "ZZZZ", "--notice", id)
		out["all in a feed "+format] = s.parleyAnyway("feed", "--dir", x.dir, "--format", format, "--fir", "ZZZZ")
	}
	metrics := httptest.NewRecorder()
	promhttp.HandlerFor(x.node.Metrics(), promhttp.HandlerOpts{}).ServeHTTP(metrics, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	out["metrics"] = metrics.Body.String()
	tokens := api.Tokens{Path: filepath.Join(t.TempDir(), "tokens")}
	secret, err := tokens.Make("feed", api.Submit, parley.MillisOf(sceneClock()), strings.NewReader(strings.Repeat("x", 64)))
	if err != nil {
		t.Fatal(err)
	}
	door := api.New(x.node, tokens, sceneClock)
	for _, path := range []string{"inbox", "sent", "inbox?search=ford", "sent?search=ford", "messages/" + id, "messages/" + said, "messages/" + id + "/envelope", "messages/" + id + "/evidence",
		"board", "proceedings", "proceedings/" + id, "proceedings/" + id + "/evidence", "drafting?form=site", "alarms", "drafts", "feed?format=geojson", "feed?format=ics", "feed?format=cap&notice=" + id, "follow", "follow?own=true"} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/"+path, nil)
		r.Header.Set("Authorization", "Bearer "+secret)
		if strings.HasPrefix(path, "follow") {
			r.Header.Set("Last-Event-ID", "1")
		}
		w := httptest.NewRecorder()
		door.ServeHTTP(w, r)
		cancel()
		out["/api/"+path] = w.Body.String()
		pass(time.Second)
	}
	if !strings.Contains(out["/api/messages/"+id], `"withheld":true`) {
		t.Errorf("the door says %s", out["/api/messages/"+id])
	}
	stacks := make([]byte, 4<<20)
	out["a crash"] = string(stacks[:runtime.Stack(stacks, true)])
	return out
}

// filesOf holds that nothing but the database of a node has what was planted. The database does, and so does a backup of it.
func filesOf(t *testing.T, dir string) {
	filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() || strings.HasPrefix(info.Name(), databaseName) {
			return err
		}
		if b, _ := os.ReadFile(path); leaked(string(b)) != nil {
			t.Errorf("%v stands in %s", leaked(string(b)), path)
		}
		return nil
	})
}

// parleyAnyway runs a verb that may fail.
func (s *scene) parleyAnyway(args ...string) string {
	out, err := s.try(args...)
	return out + fmt.Sprint(err)
}

// A node that crashes leaves no file with what was in its memory.
func TestNoCore(t *testing.T) {
	if err := withoutCore(); err != nil {
		t.Fatal(err)
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &limit); err != nil || limit.Cur != 0 || limit.Max != 0 {
		t.Errorf("%+v, %v", limit, err)
	}
}
