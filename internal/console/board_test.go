package console

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"parley"
	"parley/internal/node"
)

// crowded is a node with 10,000 open proceedings and as many messages that nobody has acknowledged.
type crowded struct {
	*fakeNode
	view node.BoardView
}

func (c crowded) Board(context.Context) (node.BoardView, error) { return c.view, nil }

func newCrowded(c *fakeNode) crowded {
	var b node.BoardView
	for i := range 10_000 {
		until := parley.Millis(1_800_000_000_000 + int64(i)).String()
		b.OurMove = append(b.OurMove, node.ProceedingView{ID: parley.Sum(fmt.Append(nil, i)).String(), Charter: c.id().String(), Procedure: "invite", State: "open", Since: until, Until: &until, Proof: "confirmed", Turn: []string{"south"}})
	}
	return crowded{c, b}
}

// processor is the processor time of this process so far: others on this machine do not add to it.
func processor(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// "The board never renders more than it shows": with 10,000 open proceedings and 10,000 messages that wait, it takes less than
// 200 ms of the server, and shows the first of each with the number of all.
func TestBoardWithManyProceedings(t *testing.T) {
	r := newRoom(t)
	r.c.api = newCrowded(r.node)
	for i := range 10_000 {
		r.c.desk.put(false, true, false, Waiting{ID: parley.Sum(fmt.Append(nil, "m", i)).String(), Precedence: Mark{Code: parleyPrecedences[i%3]}, From: "Northland, duty", Sent: at(i)})
	}
	r.signIn()
	best := time.Hour
	for range 5 {
		began := processor(t)
		a := r.do("GET", "/", nil)
		best = min(best, processor(t)-began)
		if n := strings.Count(a.body, `class="move-title"`); n != boardMoves || !strings.Contains(a.body, "10000 in all; the first 12 are shown.") || len(a.body) > 60_000 {
			t.Fatalf("%d proceedings are shown in %d bytes", n, len(a.body))
		}
	}
	t.Logf("measured: the board with 10,000 proceedings and 10,000 messages that wait: %d ms of processor time, browser's half included", best.Milliseconds())
	if best > 200*time.Millisecond {
		t.Errorf("the best of five takes %v", best)
	}
}

// The one thing to do next is the most urgent: a FLASH, an IMMEDIATE, our move, other messages, a line, and else nothing.
func TestNext(t *testing.T) {
	of := func(code string) []Waiting { return []Waiting{{ID: "1", Precedence: Mark{Code: code}}} }
	move, down := []Move{{ID: "2"}}, []Line{{Works: true}, {State: "no-path"}}
	for _, c := range []struct {
		page BoardPage
		want string
	}{
		{BoardPage{Ours: of("flash"), OurMove: move, Lines: down}, "flash"},
		{BoardPage{Ours: of("immediate"), OurMove: move, Lines: down}, "immediate"},
		{BoardPage{Ours: of("priority"), OurMove: move, Lines: down}, "move"},
		{BoardPage{Ours: of("routine"), Lines: down}, "waiting"},
		{BoardPage{Lines: down}, "line"},
		{BoardPage{Lines: down[:1]}, "none"},
	} {
		if got := c.page.next().Kind; got != c.want {
			t.Errorf("next is %s, want %s", got, c.want)
		}
	}
}

// A desk shows the most urgent and then the oldest first, and what was told counts, not what was read before it.
func TestDesk(t *testing.T) {
	d := newDesk()
	put := func(id, code string, seconds int) Waiting {
		w := Waiting{ID: id, Precedence: Mark{Code: code}, Sent: at(seconds)}
		d.put(false, true, false, w)
		return w
	}
	put("routine", "routine", 500)
	late := put("new flash", "flash", 10)
	put("old flash", "flash", 90)
	list, all := d.waiting(false, 2)
	if all != 3 || list[0].ID != "old flash" || list[1].ID != "new flash" {
		t.Errorf("%d wait, first %v", all, list)
	}
	d.put(false, false, false, late)
	d.put(false, true, true, late) // read from the traffic as it was before
	if _, all := d.waiting(false, 9); all != 2 {
		t.Errorf("%d wait after one was acknowledged", all)
	}
}
