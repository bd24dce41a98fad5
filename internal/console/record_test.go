package console

import (
	"bytes"
	"context"
	"encoding/hex"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/internal/node"
	"parley/record"
	"parley/verdict"
)

func (f *fakeNode) Heads(context.Context) ([]node.HeadsView, error) {
	found, root := "2026-11-21T01:00:00.000Z", parley.Sum(nil).String()
	return []node.HeadsView{{Charter: f.id().String(), Title: "Hotline", Edition: 1, Exercise: true, Records: []node.HeadView{
		{Party: "north", Origin: "parley/x/north", Entries: 7, Size: 7, Root: &root, Dated: &found, Seen: &found, Shown: 9, ShownSince: &found,
			Mirrors: []node.MirrorView{{Party: "south", Size: 7, At: &found}}, Proofs: []node.ProofView{{Hash: root, Kind: "fork", Found: found}}},
		{Party: "south", Own: true, Origin: "parley/x/south", Entries: 5, Size: 5, Root: &root, Dated: &found, Seen: &found, Mirrors: []node.MirrorView{{Party: "north", Size: 3, At: &found, Since: &found}}},
	}}}, nil
}

func (f *fakeNode) Verification(context.Context) (node.VerificationView, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.verification, nil
}

func (f *fakeNode) StartVerify(_ context.Context, who node.Who) (node.VerificationView, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	since := "2026-11-22T02:57:00.000Z"
	f.verification = node.VerificationView{Running: true, Since: &since, By: &who.User, Step: "message", Place: 7, Steps: 12, Done: 1, Total: 2, Last: f.verification.Last}
	return f.verification, nil
}

func (f *fakeNode) ProofNamed(_ context.Context, hash string, _ node.Who) ([]byte, error) {
	if hash != parley.Sum(nil).String() {
		return nil, parley.Errorf(parley.CodeNotFound, "no proof %.80s is held here", hash)
	}
	return []byte("proof"), nil
}

func (f *fakeNode) Editions(context.Context, string) ([]node.EditionFile, error) {
	return []node.EditionFile{{Text: f.text}}, nil
}

func expect(t *testing.T, page string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not have %q", want)
		}
	}
}

// The record page tells of both sides what is held and cosigned, and what is disputed, in words with its evidence; a check
// that runs is shown to every screen, and no second one is offered meanwhile.
func TestRecordPage(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	proof := "/record/proof/" + parley.Sum(nil).String()
	a := r.do("GET", "/record", nil)
	expect(t, a.body, "This record contradicts itself", `href="`+proof+`"`, "Entries that are not here yet: 2.", "2 later entries are not cosigned", "to entry 3", "were not checked at this node yet", `action="/record/verify"`)
	if a := r.do("GET", proof, nil); a.body != "proof" || !strings.Contains(a.header.Get("Content-Disposition"), ".evidence") {
		t.Errorf("the proof: %d %.80s %v", a.code, a.body, a.header)
	}
	if a := r.do("GET", "/record/proof/"+strings.Repeat("../", 20), nil); a.code == http.StatusOK && a.body == "proof" {
		t.Error("any proof is had")
	}
	if a := r.do("POST", "/record/verify", nil); a.code != http.StatusSeeOther {
		t.Fatalf("%d %.300s", a.code, a.body)
	}
	a = r.do("GET", "/record", nil)
	expect(t, a.body, "The records are being checked.", "by ann", `value="54"`, "step 7 of 12: messages", "1 of 2")
	if strings.Contains(a.body, `action="/record/verify"`) {
		t.Error("a second check is offered")
	}
	before := r.c.soundings(t.Context())
	r.node.verification = node.VerificationView{Last: &node.VerifiedView{Time: "2026-11-22T02:57:30.000Z", By: "ann", Outcome: "1 of 2 records do not hold", Detail: &node.VerifyView{Records: []node.RecordView{{Party: "north", Size: 7, Errors: []string{"leaf: north: <b>bad</b>"}}}, Errors: []string{}}}}
	if r.c.soundings(t.Context()) == before {
		t.Error("no screen learns that the check ended")
	}
	expect(t, r.do("GET", "/record", nil).body, "something does not hold", "1 of 2 records do not hold", "leaf: north: &lt;b&gt;bad&lt;/b&gt;", "by ann")
}

// evidenceVector returns the first file of the vectors with its fingerprint and the text of its last edition.
func evidenceVector(t *testing.T) (file []byte, fingerprint string) {
	t.Helper()
	b, err := os.ReadFile("../../spec/vectors/record/evidence.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if key == "fingerprint" {
			fingerprint = value
		}
		if key == "file" {
			if file, err = hex.DecodeString(value); err != nil {
				t.Fatal(err)
			}
		}
		if file != nil && fingerprint != "" {
			return file, fingerprint
		}
	}
	t.Fatal("no vector")
	return nil, ""
}

// upload sends a file as the form does.
func (r *room) upload(name string, file []byte, fingerprint string) answer {
	r.t.Helper()
	a := r.posts(checkPath, url.Values{"fingerprint": {fingerprint}}, "file", [2]string{name, string(file)})
	return answer{a.Code, a.Body.String(), a.Header(), nil}
}

// What the page says of a file is what parley-verify says, sentence for sentence: of a good one against the charter named or
// one of this node's, of one whose charter nobody named, of an altered one, and of one that is no evidence.
func TestCheckEvidence(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	file, fingerprint := evidenceVector(t)
	altered := bytes.Clone(file)
	altered[len(altered)/2] ^= 1
	for name, c := range map[string]struct {
		file        []byte
		fingerprint string
		says        string
	}{
		"named":   {file, fingerprint, ">Verified<"},
		"unnamed": {file, "", "but no charter was named"},
		"altered": {altered, fingerprint, "Does not verify"},
		"a text":  {[]byte("a note, no evidence"), "", "Does not verify"},
		"wrong":   {file, "00000" + fingerprint[5:], "Does not verify"},
	} {
		a := r.upload(name+".evidence", c.file, c.fingerprint)
		if a.code != http.StatusOK {
			t.Errorf("%s: %d", name, a.code)
		}
		report, err := verdict.Check(c.file, c.fingerprint)
		if err != nil {
			t.Fatal(err)
		}
		wanted := append([]string{c.says, name + ".evidence", parley.Sum(c.file).String()}, linesOf(report.Findings)...)
		if report.Verdict == record.Fails {
			wanted = append(wanted, report.Why)
		} else {
			wanted = append(wanted, report.NotProved...)
		}
		for _, want := range wanted {
			if !strings.Contains(unescaped(a.body), want) {
				t.Errorf("%s: the page does not say %q", name, want)
			}
		}
	}
	e, err := record.DecodeEvidence(file)
	if err != nil {
		t.Fatal(err)
	}
	r.node.text = e.Editions[0].Text // this node has adopted the charter
	if charter.Fingerprint(charter.EditionID(r.node.text)) == "" {
		t.Fatal("no fingerprint")
	}
	expect(t, r.upload("own.evidence", file, "").body, ">Verified<", "Against a charter that this node has adopted")
}

func unescaped(s string) string {
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&", "&#43;", "+").Replace(s)
}

// What is no file, is too large or names no fingerprint is told so, and the file is not read any further.
func TestCheckRefuses(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	file, _ := evidenceVector(t)
	for want, a := range map[string]answer{
		"No file came":                r.upload("empty", nil, ""),
		"larger than an evidence":     r.upload("large", make([]byte, record.MaxEvidence+1), ""),
		"larger than":                 r.upload("very large", make([]byte, checkLimit+1), ""),
		"no fingerprint of a charter": r.upload("good", file, "12345"),
		"Nothing was checked.":        r.do("POST", checkPath, map[string][]string{"file": {"text"}}),
	} {
		if a.code != http.StatusBadRequest || !strings.Contains(a.body, want) {
			t.Errorf("%q: %d", want, a.code)
		}
	}
	if a := r.do("POST", "/compose", map[string][]string{"text": {strings.Repeat("x", maxRequest)}}); a.code != http.StatusBadRequest || !strings.Contains(a.body, "the form is larger than the") {
		t.Errorf("another page takes a request of that size: %d", a.code)
	}
}
