package console

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/charter"
	"parley/charters"
	"parley/internal/node"
)

// "Button: the two notices filled in": a conflict names the proceedings about it and whose move it is; where it is nobody's, a link opens the
// form of one, filled in with what names messages and nothing else. Another leads to the map at its time.
func TestConflictsNameWhatIsDone(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	a := r.node.stands(1, "south", "circle 59.00000,18.00000 radius 5000", storyNow, storyNow.Add(time.Hour))
	b := r.node.stands(2, "north", "circle 59.10000,18.00000 radius 5000", storyNow, storyNow.Add(time.Hour))
	r.node.near(a, b, 0)
	x := &r.node.conflicts[0]
	_, x.Opening = storyAbout(1)
	x.Opening.Set = map[string]string{"first": a.Message}
	page := r.do("GET", "/map?days=42", nil).body
	at := "/map?at=" + url.QueryEscape(*b.From) + "&amp;days=any&amp;view="
	wants(t, page, "They meet", "No proceeding was opened about the two.", "Open: Deconfliction of two notices", "/proceedings/new/deconflict?charter="+r.node.id().String()+"&amp;f.first="+a.Message+"&amp;to=north", at)
	x.Proceedings, _ = storyAbout(0)
	page = r.do("GET", "/map?days=42", nil).body
	wants(t, page, "/proceeding/"+storyID(4), "Deconfliction of two notices</a>: countered", "move of Northland", "confirmed")
	if strings.Contains(page, "Open: ") {
		t.Error("another one is offered while it is somebody's move")
	}
	x.Proceedings[0].Turn = nil
	wants(t, r.do("GET", "/map?days=42", nil).body, "nobody&#39;s move", "Open: Deconfliction of two notices")
}

// What a link fills in of an opening is with whom, and messages in fields of the kind reference; nothing else.
func TestOfferedOpening(t *testing.T) {
	d := Draft{Values: url.Values{}}
	s := &charter.Schema{Fields: []charter.Field{{Name: "a", Kind: charter.KindReference}, {Name: "b", Kind: charter.KindReference}, {Name: "c", Kind: charter.KindText}}}
	id := parley.Sum([]byte("a")).String()
	d.offered(url.Values{"to": append([]string{"north"}, make([]string, 1000)...), "f.a": {id}, "f.b": {"<script>"}, "f.c": {id}}, s)
	if len(d.To) != maxOffered || d.Values.Get("f.a") != id || len(d.Values) != 1 {
		t.Errorf("%d parties, %v", len(d.To), d.Values)
	}
	d.offered(url.Values{"f.a": {id}}, nil)
}

// The page of a notice lists its conflicts with the other one of each, and the list of notices leads there. What a conflict's link opens is a
// form with the two notices filled in.
func TestConflictsOnTheNotice(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	r.node.text = charters.Text("vienna-document-2011")
	a := r.node.stands(1, "north", "circle 59.00000,18.00000 radius 5000", storyNow, storyNow.Add(time.Hour))
	b := r.node.stands(2, "south", "circle 59.10000,18.00000 radius 5000", storyNow, storyNow.Add(time.Hour))
	r.node.near(a, b, 0)
	x := &r.node.conflicts[0]
	x.Opening = &node.ConflictOpening{Procedure: "deconflict", Title: "Deconflict", To: []string{"north"}, Set: map[string]string{"first": a.Message, "second": b.Message}}
	r.node.in = append(r.node.in, node.MessageView{ID: b.Message, Charter: r.node.id().String(), Form: "activity", From: "south/duty"})
	r.node.noticed = append(r.node.noticed, node.NoticeView{ID: b.Message, Charter: r.node.id().String(), Form: "activity", From: "south/duty", Time: storyNow.Format("2006-01-02T15:04:05.000Z"), State: node.NoticeStanding})
	wants(t, r.do("GET", "/notices", nil).body, `<a href="/message/`+b.Message+`#conflicts">Conflicts</a>`)
	page := r.do("GET", "/message/"+b.Message, nil).body
	wants(t, page, "They meet", "Firing &lt;1&gt;", "/message/"+a.Message, "Northland", "Open: Deconfliction of two notices")
	if strings.Contains(page, "Firing &lt;2&gt;") {
		t.Error("a notice is listed as in conflict with itself")
	}
	form := r.do("GET", openingLink(r.node.id().String(), x.Opening), nil).body
	wants(t, form, `name="f.first"`, `value="`+a.Message+`"`, `value="`+b.Message+`"`, `name="to" value="north" checked`)
	if page := r.do("GET", "/message/"+b.Message, nil, "Accept-Language", "de").body; !strings.Contains(page, "Sie treffen sich") || !strings.Contains(page, "Eröffnen: Abstimmung zweier Ankündigungen") {
		t.Error("in German the conflict is not named")
	}
}
