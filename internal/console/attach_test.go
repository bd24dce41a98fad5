package console

import (
	"bytes"
	"context"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

func (f *fakeNode) Upload(_ context.Context, _, id parley.Hash, salt [16]byte, size uint64, in io.Reader) error {
	b, err := io.ReadAll(in)
	if err != nil || uint64(len(b)) != size || parley.Sum(append(salt[:], b...)) != id {
		return parley.Errorf(parley.CodeBadMessage, "the bytes are not those of the attachment")
	}
	f.uploaded = append(f.uploaded, string(b))
	return nil
}

// attaches posts the form of a message with files, as a browser does.
func (r *room) attaches(draft string, names ...string) *httptest.ResponseRecorder {
	r.t.Helper()
	fields := url.Values{"draft": {draft}, "charter": {r.node.id().String()}, "from": {"duty"}, "to": {"north/duty"}, "precedence": {"routine"}, "lang": {"en"}, "text": {"With files."}}
	var files [][2]string
	for _, name := range names {
		files = append(files, [2]string{name, "bytes of " + name})
	}
	return r.posts(attachPath, fields, "file", files...)
}

// posts sends a form with files, each a name and its bytes, as a browser does.
func (r *room) posts(path string, fields url.Values, field string, files ...[2]string) *httptest.ResponseRecorder {
	r.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range fields {
		for _, v := range values {
			w.WriteField(name, v)
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile(field, f[0])
		if err != nil {
			r.t.Fatal(err)
		}
		io.WriteString(part, f[1])
	}
	w.Close()
	q := httptest.NewRequest("POST", path, &b)
	q.Header.Set("Content-Type", w.FormDataContentType())
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	q.AddCookie(r.cookie)
	a := httptest.NewRecorder()
	r.c.Handler().ServeHTTP(a, q)
	return a
}

// "attachments uploaded in the browser": they are kept with the draft, shown in the preview, and handed to the node before the
// message that names them; what was typed is kept too.
func TestAttachments(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	draft := strings.Repeat("ab", 16)
	if a := r.attaches(draft, "map.png", `C:\notes.txt`); a.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Code, a.Body)
	}
	if a := r.attaches(draft, "third"); a.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Code, a.Body)
	}
	kept, err := r.drafts.Draft(draft)
	if err != nil || len(kept.Files) != 3 || kept.Files[1].Name != "notes.txt" || kept.Text != "With files." {
		t.Fatalf("%+v, %v", kept, err)
	}
	form := url.Values{"draft": {draft}, "charter": {r.node.id().String()}, "from": {"duty"}, "to": {"north/duty"}, "precedence": {"routine"}, "lang": {"en"}, "text": {"With files, typed on."}}
	if a := r.do("POST", "/written/"+draft, form); a.code != http.StatusNoContent {
		t.Fatal(a.code)
	}
	gone := url.Values{"blob": {kept.Files[2].ID.String()}}
	for k, v := range form {
		gone[k] = v
	}
	if a := r.do("POST", "/compose/detach", gone); a.code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.code, a.body)
	}
	a := r.do("POST", "/compose", form)
	payload := payloadField.FindStringSubmatch(a.body)
	if payload == nil || !strings.Contains(a.body, "map.png") || !strings.Contains(a.body, "notes.txt") || strings.Contains(a.body, "third") {
		t.Fatalf("the preview is %d %s", a.code, a.body)
	}
	send := url.Values{"payload": {html.UnescapeString(payload[1])}, "charter": form["charter"], "draft": {draft}}
	for range 2 {
		if a := r.do("POST", "/send", send); a.code != http.StatusSeeOther {
			t.Fatalf("%d %s", a.code, a.body)
		}
	}
	if got := strings.Join(r.node.uploaded, ", "); got != "bytes of map.png, bytes of C:\\notes.txt" {
		t.Errorf("handed over was %q", got)
	}
	_, p, err := wire.DecodeEnvelope(r.node.submitted[0])
	if err != nil || len(p.Blobs) != 2 || p.Blobs[0].MediaType != "image/png" || p.Blobs[0].Size != uint64(len("bytes of map.png")) {
		t.Errorf("%+v, %v", p, err)
	}
	if left, err := os.ReadDir(filepath.Join(filepath.Dir(r.drafts.dir), "drafts")); err != nil || len(left) != 0 {
		t.Errorf("after it was sent there is left %v, %v", left, err)
	}
}

// A file that no message can have is refused with a sentence, and what was typed stays.
func TestBadAttachments(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	draft := strings.Repeat("cd", 16)
	for _, name := range []string{"a\u0007b", "..", strings.Repeat("x", 256)} {
		if a := r.attaches(draft, name); a.Code == http.StatusSeeOther {
			t.Errorf("%q was taken", name)
		}
	}
	if a := r.attaches("../x", "a"); a.Code == http.StatusSeeOther {
		t.Error("a draft of another name was taken")
	}
	many := make([]string, wire.MaxBlobs+1)
	for i := range many {
		many[i] = strings.Repeat("n", i+1)
	}
	if a := r.attaches(draft, many...); a.Code != http.StatusOK || !strings.Contains(a.Body.String(), "With files.") || !strings.Contains(a.Body.String(), "at most 16 attachments") {
		t.Errorf("17 files: %d", a.Code)
	}
	if kept, err := r.drafts.Draft(draft); err != nil || len(kept.Files) != wire.MaxBlobs || kept.Text != "With files." {
		t.Errorf("%+v, %v", kept, err)
	}
	if a := r.do("POST", attachPath, url.Values{"draft": {draft}}); a.code == http.StatusSeeOther {
		t.Error("a form without files was taken for one with")
	}
}
