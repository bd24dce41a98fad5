package console

import (
	"net/http"
	"strings"
	"testing"

	"parley/internal/node"
)

// The officers of a party stand with their posts, rights and keys, and the acts that made them so.
func TestOfficersPage(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	if a := r.do("GET", "/officers", nil); a.code != http.StatusOK || !strings.Contains(a.body, "has enrolled no officers") {
		t.Errorf("without officers: %d", a.code)
	}
	r.node.roster = staffed()
	r.node.roster.Acts = []node.RosterActLine{{Number: 2, Made: "2026-01-01T00:00:00.000Z", Words: "roster act 2: enrol ann"}}
	a := r.do("GET", "/officers?party=north", nil)
	for _, want := range []string{"ann", "revoked", "watch, draft", testPasskey{"ann"}.key().ID().String(), "roster act 2: enrol ann", "an id of its choice"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page does not have %q", want)
		}
	}
}

// The directory has the parties of a charter, their posts, their keys by fingerprint and where they are reached, in no
// other direction than its own.
func TestDirectoryPage(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	a := r.do("GET", "/directory", nil)
	for _, want := range []string{"Northland", "Southmark", "0a0c66a1d2e3f401", "192.0.2.14:7420⟨U&#43;202E⟩", "sheet 2", "None was given"} {
		if a.code != http.StatusOK || !strings.Contains(a.body, want) {
			t.Errorf("%d: the page does not have %q", a.code, want)
		}
	}
}

// Who ends another's session administers.
func TestWhoEndsASession(t *testing.T) {
	r := newRoom(t)
	r.node.roster = staffed()
	r.signInAs("bo")
	other := r.c.sessions.all()[0].name
	r.signInAs("ann")
	if a := r.do("POST", "/sessions/"+other+"/end", nil); a.code != http.StatusForbidden || len(r.c.sessions.all()) != 2 {
		t.Errorf("%d, %d sessions", a.code, len(r.c.sessions.all()))
	}
	r.node.roster.Officers[0].Posts[0].Rights = []string{"administer"}
	if a := r.do("POST", "/sessions/"+other+"/end", nil); a.code != http.StatusSeeOther || len(r.c.sessions.all()) != 1 {
		t.Errorf("%d, %d sessions", a.code, len(r.c.sessions.all()))
	}
}
