package console

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/internal/signin"
	"parley/officer"
)

var wordField = regexp.MustCompile(`name="text" value="([^"]*)"`)

// asked loads the sign-in page and returns what it asks a passkey for, and the challenge as a word.
func (r *room) asked() (challenge, word string) {
	r.t.Helper()
	a := r.do("GET", "/drafts", nil, "Accept", "text/html")
	found := wordField.FindStringSubmatch(a.body)
	if a.code != http.StatusUnauthorized || found == nil || !strings.Contains(a.body, `name="back" value="/drafts"`) {
		r.t.Fatalf("the page of somebody whom nobody knows: %d %s", a.code, a.body)
	}
	x, err := signin.Decode(found[1])
	if err != nil {
		r.t.Fatal(err)
	}
	sum := parley.Sum(x.Text())
	return b64(sum[:]), found[1]
}

// "afterwards a passkey": an officer signs in by a touch, as himself, once for each challenge, and goes where he wanted.
func TestSignInByPasskey(t *testing.T) {
	r := newRoom(t)
	r.node.roster = staffed()
	challenge, word := r.asked()
	form := testPasskey{"bo"}.touch(challenge)
	form.Set("text", word)
	form.Set("back", "/drafts")
	a := r.do("POST", "/signin/passkey", form)
	if a.code != http.StatusSeeOther || a.header.Get("Location") != "/drafts" || len(a.cookies) != 1 {
		t.Fatalf("%d %s %s", a.code, a.header.Get("Location"), a.body)
	}
	if again := r.do("POST", "/signin/passkey", form); again.code != http.StatusUnauthorized || !strings.Contains(again.body, "answered already") {
		t.Errorf("the same answer once more: %d", again.code)
	}
	r.cookie = a.cookies[0]
	if a := r.do("GET", "/drafts", nil); !strings.Contains(a.body, "Waiting for bo") {
		t.Error("the session is not that of bo")
	}
	if id := r.c.sessions.credential(testPasskey{"bo"}.key().ID()); string(id) != "bo" {
		t.Errorf("the credential is known as %q", id)
	}
}

// What is another's, is too old, or answers something else signs nobody in.
func TestWhoIsNotSignedIn(t *testing.T) {
	for name, c := range map[string]struct {
		key    string
		change func(r *room, f url.Values)
	}{
		"a stranger":        {"eve", func(*room, url.Values) {}},
		"revoked":           {"cy", func(*room, url.Values) {}},
		"too late":          {"bo", func(r *room, _ url.Values) { r.now = r.now.Add(challengeLife) }},
		"another challenge": {"bo", func(r *room, f url.Values) { _, w := r.asked(); f.Set("text", w) }},
		"a made up one": {"bo", func(_ *room, f url.Values) {
			f.Set("text", signin.Challenge{Party: "south", Console: "http://localhost", Time: parley.MillisOf(storyNow), Nonce: strings.Repeat("0", 32)}.Encode())
		}},
		"no challenge":    {"bo", func(_ *room, f url.Values) { f.Del("text") }},
		"no signature":    {"bo", func(_ *room, f url.Values) { f.Del("signature") }},
		"somebody else's": {"bo", func(_ *room, f url.Values) { f.Set("signature", testPasskey{"eve"}.touch("x").Get("signature")) }},
		"of another console": {"bo", func(_ *room, f url.Values) {
			f.Set("text", signin.Challenge{Party: "north", Console: "http://localhost:1", Time: parley.MillisOf(storyNow), Nonce: strings.Repeat("0", 32)}.Encode())
		}},
	} {
		r := newRoom(t)
		r.node.roster = staffed()
		challenge, word := r.asked()
		r.now = r.now.Add(time.Second)
		form := testPasskey{c.key}.touch(challenge)
		form.Set("text", word)
		c.change(r, form)
		if a := r.do("POST", "/signin/passkey", form); a.code != http.StatusUnauthorized || len(a.cookies) != 0 || !strings.Contains(a.body, "You are not signed in.") {
			t.Errorf("%s: %d", name, a.code)
		}
	}
}

// "a page shows a challenge, parley login --answer signs it by the agent".
func TestSignInByAnswer(t *testing.T) {
	r := newRoom(t)
	r.node.roster = staffed()
	ed := officer.Ed25519(testKey{testPasskey{"dee"}.private()})
	r.node.roster.Officers[0].Keys[0].Key = ed.Key().Encode()
	_, word := r.asked()
	x, err := signin.Decode(word)
	if err != nil {
		t.Fatal(err)
	}
	good, err := signin.Sign(x, ed)
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := signin.Sign(x, officer.Ed25519(testKey{testPasskey{"eve"}.private()}))
	if err != nil {
		t.Fatal(err)
	}
	for name, answer := range map[string]string{"nothing": "", "the challenge": word, "a stranger's": stranger.Encode()} {
		if a := r.do("POST", "/signin/answer", url.Values{"answer": {answer}}); a.code != http.StatusUnauthorized || len(a.cookies) != 0 {
			t.Errorf("%s: %d", name, a.code)
		}
	}
	a := r.do("POST", "/signin/answer", url.Values{"answer": {good.Encode()}, "back": {"//elsewhere.example"}})
	if a.code != http.StatusSeeOther || a.header.Get("Location") != "/" || len(a.cookies) != 1 || a.cookies[0].SameSite != http.SameSiteStrictMode {
		t.Fatalf("%d %s", a.code, a.body)
	}
}
