package console

import (
	"strings"
	"testing"
	"time"

	"parley"
	"parley/internal/node"
)

// wants expects texts on a page.
func wants(t *testing.T, body string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// "the story as a time line with states, ... clocks, what is proved; buttons are exactly the acts allowed to us now"
func TestProceedingPage(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	id := r.talk("invite", invitation, "decline", "change", "accept")
	a := r.do("GET", "/proceeding/"+id, nil)
	wants(t, a.body, "Invitation to a session", "It is our move.", "Awaiting an answer", "If nothing is on record before that from Southmark, the state becomes: No answer.", `data-until="2026-11-24T12:00:00.000Z"`,
		"Confirmed: it is settled", "Safety at the crossing", "Any other business", "clock of Northland", "Inviting party", "/evidence")
	for act, want := range map[string]int{"decline": 1, "change": 1, "accept": 1, "withdraw": 0, "refuse": 0, "hold": 1} {
		if got := strings.Count(a.body, `href="/proceeding/`+id+"/act/"+act+`"`); got != want {
			t.Errorf("%d buttons lead to %s, want %d", got, act, want)
		}
	}
	if b := r.do("GET", "/proceeding/"+id, nil, "Accept-Language", "uk"); !strings.Contains(b.body, "Наш хід.") || !strings.Contains(b.body, "Запрошення на засідання") {
		t.Errorf("in Ukrainian the page says %.2000s", b.body)
	}
	if b := r.do("GET", "/proceeding/"+id+"/evidence", nil); b.body != "evidence of "+id || !strings.Contains(b.header.Get("Content-Disposition"), ".evidence") {
		t.Errorf("the evidence is %q, %v", b.body, b.header)
	}
}

// "crossed acts, ... what lapses and by whose silence": what has no effect says why; a deadline that passed says what that
// proves; a record that contradicts itself is named.
func TestProceedingStandings(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	id := r.talk("invite", invitation)
	s := &r.node.talks.story
	withdrawn := r.says("north", "text", "withdraw", id, "We withdraw it.")
	r.node.talks.enter(withdrawn, "north", "withdraw", "withdrawn")
	crossed := r.says("south", "invitation-answer", "accept", id, `{"note": "We come."}`)
	r.node.talks.enter(crossed, "south", "accept", "")
	s.Entries[2].Standing, s.Entries[2].Why, s.Entries[2].Unseen = "crossed", "where the proceeding stood, its author could not do this", []string{withdrawn}
	s.Lapse = "none"
	a := r.do("GET", "/proceeding/"+id, nil)
	wants(t, a.body, "It has ended: nothing follows.", "We withdraw it.", "Without effect: where the proceeding stood, this was not open to its author.", `<span lang="en" class="detail">where the proceeding stood`, "Signed without sight of:", `href="#act-2">2. Withdraw`)

	s.State, s.Proof, s.Disputed, s.Settled = "unanswered", "disputed", []string{"north"}, false
	s.Lapse, s.Entries = "elapsed", append(s.Entries[:1], node.ActView{Date: "2026-11-24T12:00:00.000Z", From: "open", To: "unanswered", Standing: standingEffect})
	s.Waits = []node.WaitView{{Party: "north", Until: s.Until}}
	a = r.do("GET", "/proceeding/"+id, nil)
	wants(t, a.body, "The deadline has passed, and what that means is not proved yet", "Do not rely on a silence.", "Disputed: the record of Northland contradicts itself", "Northland: that it goes on beyond")
}

// "a line down while a clock runs"
func TestLineDownWhileClockRuns(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	id := r.talk("silence", `{"title": "Notification of exercises", "text": "Each member notifies.", "expiry": "2026-11-24T12:00Z"}`, "object", "amend")
	r.node.talks.lines = []node.LineView{{Party: "north", State: "no-node", Since: "2026-11-22T01:00:00.000Z"}}
	a := r.do("GET", "/proceeding/"+id, nil)
	wants(t, a.body, "The line to Northland is down.", "an act dated before the deadline counts even if it arrives later", "Each member notifies.", "Under silence")
	r.node.talks.lines[0].State = "up"
	if a = r.do("GET", "/proceeding/"+id, nil); strings.Contains(a.body, "is down") {
		t.Error("the page says that a line is down which is up")
	}
}

// "agreed text with proposals by paragraph as a readable difference"
func TestProposalsByParagraph(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	id := r.talk("draft", paragraphs, "propose", "agree")
	said := r.says("south", "proposal", "propose", id, `{"brackets": [{"question": "1", "status": "contested", "text": "Vessels pass at no more than 8 knots."}]}`)
	r.node.talks.enter(said, "south", "propose", "")
	r.node.talks.story.Questions = []node.QuestionView{{ID: "1", Status: "contested", By: "south"}, {ID: "2"}}
	a := r.do("GET", "/proceeding/"+id, nil)
	wants(t, a.body, "Vessels pass at no more than <del>12</del><ins>8</ins> knots.", "In square brackets (Southmark)", "nothing said yet", "point-open")

	// the pen holder's new text takes the place of the first, and what was proposed to that
	revised := r.says("north", "draft-text", "revise", id, strings.Replace(paragraphs, "12 knots", "10 knots", 1))
	r.node.talks.enter(revised, "north", "revise", "")
	if a = r.do("GET", "/proceeding/"+id, nil); strings.Contains(a.body, "<del>") || !strings.Contains(a.body, "no more than 10 knots") {
		t.Error("the page does not show the consolidated text by itself")
	}
}

// "Proceedings list (running, ended; by procedure, party; paged)"
func TestProceedingsList(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	r.talk("invite", invitation, "accept")
	running, ended := r.node.talks.list[0], r.node.talks.list[0]
	ended.State, ended.Turn, ended.Lapse = "accepted", nil, "none"
	r.node.talks.list = []node.ProceedingView{ended}
	for range 60 {
		r.node.talks.list = append(r.node.talks.list, running)
	}
	for path, want := range map[string]int{"": 50, "?from=50": 10, "?from=9999": 1, "?from=-4": 50, "?state=ended": 1, "?state=ours": 50, "?state=theirs": 0, "?state=all": 50, "?party=north": 50, "?party=east": 0,
		"?procedure=" + running.Charter[:16] + "/invite": 50, "?procedure=" + running.Charter[:16] + "/silence": 0} {
		a := r.do("GET", "/proceedings"+path, nil)
		if got := strings.Count(a.body, `<td class="foreign what"`); got != want || a.code != 200 {
			t.Errorf("/proceedings%s shows %d rows, want %d (%d)", path, got, want, a.code)
		}
	}
	wants(t, r.do("GET", "/proceedings", nil).body, "60 proceedings; shown from number 1 on.", "Next page", "The house at point 3")
	wants(t, r.do("GET", "/proceedings?state=theirs", nil).body, "No proceeding fits.")
}

// "download evidence, print": the story as a PDF, for A4 and Letter; another paper is refused.
func TestProceedingPrinted(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	id := r.talk("invite", invitation)
	for size, want := range map[string]bool{"A4": true, "Letter": true, "A3": false} {
		a := r.do("GET", "/proceeding/"+id+"/print?paper="+size, nil)
		if got := a.code == 200 && strings.HasPrefix(a.body, "%PDF-"); got != want {
			t.Errorf("on %s a PDF comes: %v (%d), want %v", size, got, a.code, want)
		}
	}
}

// "The board with 10,000 open proceedings stays within its paging", and the list of them takes less than 200 ms of the server.
func TestListOfManyProceedings(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	r.talk("invite", invitation, "accept")
	one := r.node.talks.list[0]
	for i := range 10_000 {
		until := parley.Millis(1_800_000_000_000 - int64(i)).String()
		x := one
		x.Until = &until
		r.node.talks.list = append(r.node.talks.list, x)
	}
	best := time.Hour
	for range 3 {
		began := processor(t)
		a := r.do("GET", "/proceedings?party=north&from=9950", nil)
		best = min(best, processor(t)-began)
		if n := strings.Count(a.body, `<td class="foreign what"`); n != 50 || !strings.Contains(a.body, "10001 proceedings; shown from number 9951 on.") {
			t.Fatalf("%d rows are shown", n)
		}
	}
	t.Logf("measured: a page of 10,001 proceedings of one party: %d ms of processor time, browser's half included", best.Milliseconds())
	if best > 200*time.Millisecond {
		t.Errorf("it takes %v", best)
	}
}
