package api

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"parley"
	"parley/charters"
	"parley/internal/node"
)

func (f *fakeNode) Charters(context.Context) ([]node.CharterView, error) {
	return []node.CharterView{{ID: strings.Repeat("a", 64), Title: "Sites"}}, nil
}
func (f *fakeNode) Composer(context.Context, string) (c node.Composer, err error) {
	c.Charter, err = parley.ParseHash(strings.Repeat("a", 64))
	return c, err
}
func (f *fakeNode) Edition(context.Context, string) ([]byte, error) {
	return charters.Text("humanitarian"), nil
}

// A calendar gives its token as a password, for the feed and for nothing else; what stands under a restricted charter is refused, or
// left out where nobody names it; no feed is made of what is no format.
func TestFeed(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		path, password string
		status         int
		says           string
	}{
		{"/api/feed?format=ics", w.reader, 200, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"},
		{"/api/feed?format=ics", "parley_wrong", 401, ""},
		{"/api/inbox", w.reader, 401, ""},
		{"/api/feed?format=ics&charter=aaaaaaaa", w.reader, 403, "is restricted: nothing of it goes into a feed"},
		{"/api/feed?format=pdf", w.reader, 422, ""},
		{"/api/feed?format=notam", w.reader, 400, "flight information region"},
		{"/api/feed?format=cap", w.reader, 400, "there are 0 notices"},
	} {
		r, err := http.NewRequest(http.MethodGet, w.server.URL+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth("calendar", c.password)
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 4096)
		n, _ := a.Body.Read(b)
		a.Body.Close()
		if a.StatusCode != c.status || !strings.Contains(string(b[:n]), c.says) || c.status == 200 && a.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
			t.Errorf("%s: %d %s %.200s", c.path, a.StatusCode, a.Header.Get("Content-Type"), b[:n])
		}
	}
}
