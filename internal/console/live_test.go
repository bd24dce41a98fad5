package console

import (
	"bufio"
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var changeOf = regexp.MustCompile(`data-change="(\d+)"`)

// "One that begins says what its page has seen, for something may have come between the page and this."
func TestNothingIsMissedBetweenPageAndStream(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	seen := changeOf.FindStringSubmatch(r.do("GET", "/", nil).body)
	if seen == nil {
		t.Fatal("the page does not say what it has seen")
	}
	first := func(address string) string {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		q, err := http.NewRequestWithContext(ctx, "GET", r.server.URL+address, nil)
		if err != nil {
			t.Fatal(err)
		}
		q.AddCookie(r.cookie)
		a, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		for s := bufio.NewScanner(a.Body); s.Scan(); {
			if kind, ok := strings.CutPrefix(s.Text(), "event: "); ok {
				return kind
			}
		}
		return "none"
	}
	if got := first("/live?seen=" + seen[1]); got != "beat" && r.c.desk.last() == 0 {
		t.Errorf("nothing came, and the stream begins with %s", got)
	}
	before := changeOf.FindStringSubmatch(r.do("GET", "/", nil).body)[1]
	r.c.desk.changed()
	if got := first("/live?seen=" + before); got != "change" {
		t.Errorf("something came between the page and the stream, which begins with %s", got)
	}
}
