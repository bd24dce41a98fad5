package console

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"parley"
	"parley/charter"
	"parley/record"
	"parley/verdict"
)

// checkPath is where a file of evidence goes that is to be checked, and checkLimit bounds the whole request, in bytes.
const (
	checkPath  = "/record/check"
	checkLimit = record.MaxEvidence + 64<<10
)

// A CheckForm takes a file to check.
type CheckForm struct {
	Limit       int // bytes that a file may have
	Fingerprint string
}

func newCheckForm() CheckForm { return CheckForm{Limit: record.MaxEvidence} }

// A CheckPage says what an evidence file proves. Nothing of the file is kept.
type CheckPage struct {
	Frame
	Form   CheckForm
	Fault  string // why no file was checked, the key of its words
	Result *Checked
}

// A Checked is what parley-verify says of a file. Its sentences are English.
type Checked struct {
	Name     string // as the browser called the file
	Size     int
	Sum      string
	Verdict  string // verified, consistent or fails
	Ours     bool   // the charter is one of this node, and nobody had to name it
	Why      string // where it fails
	Released string // why the message was not released as agreed, or empty
	Charter  string // title
	Exercise bool
	Editions []record.EditionRef
	Text     string
	Proved   []string
	Not      []string
	Printed  string // all of it, as the program prints it
}

func (c *Console) checkForm(v *visit) error {
	p := &CheckPage{Frame: c.frame(v, "check"), Form: newCheckForm()}
	c.show(v.w, http.StatusOK, p.Lang, "check", p)
	return nil
}

// checkEvidence checks a file that came with the request, in memory.
func (c *Console) checkEvidence(v *visit) error {
	p := &CheckPage{Form: newCheckForm()}
	name, b, err := p.Form.read(v.r)
	p.Frame = c.frame(v, "check")
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large) || err == nil && len(b) > record.MaxEvidence:
		p.Fault = "large"
	case err != nil || len(b) == 0:
		p.Fault = "none"
	}
	if p.Fault == "" {
		if p.Result, err = c.checked(v, name, b, p.Form.Fingerprint); err != nil {
			p.Fault = "fingerprint"
		}
	}
	status := http.StatusOK
	if p.Fault != "" {
		status = http.StatusBadRequest
	}
	c.show(v.w, status, p.Lang, "check", p)
	return nil
}

// read reads the file of a form as it comes, so that nothing of it goes to a disk.
func (f *CheckForm) read(r *http.Request) (name string, b []byte, err error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return "", nil, parley.Errorf(parley.CodeUsage, "the request brings no file")
	}
	parts := multipart.NewReader(r.Body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return name, b, nil
		}
		if err != nil {
			return "", nil, err
		}
		switch part.FormName() {
		case "fingerprint":
			typed, err := io.ReadAll(io.LimitReader(part, 200))
			if err != nil {
				return "", nil, err
			}
			f.Fingerprint = strings.TrimSpace(string(typed))
		case "file":
			name = part.FileName()
			if b, err = io.ReadAll(io.LimitReader(part, record.MaxEvidence+1)); err != nil {
				return "", nil, err
			}
		}
	}
}

// checked checks a file against the charter named or else, where it brings one of this node's, against that.
func (c *Console) checked(v *visit, name string, b []byte, fingerprint string) (*Checked, error) {
	c.checking.Lock() // one at a time: a file of the largest size takes a processor for a while
	defer c.checking.Unlock()
	ours := false
	if fingerprint == "" {
		fingerprint = c.ownFingerprint(v, b)
		ours = fingerprint != ""
	}
	r, err := verdict.Check(b, fingerprint)
	if err != nil {
		return nil, err
	}
	return newChecked(name, b, ours, r), nil
}

func newChecked(name string, b []byte, ours bool, r *record.Report) *Checked {
	var printed strings.Builder
	verdict.Print(&printed, r)
	out := &Checked{Name: cut(name, 120), Size: len(b), Sum: parley.Sum(b).String(), Verdict: r.Verdict.String(), Ours: ours, Printed: plain(printed.String())}
	if r.Verdict == record.Fails {
		out.Why = oneLine(r.Why)
		return out
	}
	out.Released, out.Charter, out.Exercise, out.Editions = oneLine(r.NotReleased), oneLine(r.Title), r.Exercise, r.Editions
	out.Text, out.Proved, out.Not = plain(string(r.Text)), linesOf(r.Findings), linesOf(r.NotProved)
	return out
}

// ownFingerprint returns the fingerprint of an edition in a file that this node has adopted, or nothing.
func (c *Console) ownFingerprint(v *visit, b []byte) string {
	held := map[string]bool{}
	list, _ := c.api.Charters(v.r.Context())
	for _, ch := range list {
		editions, _ := c.api.Editions(v.r.Context(), ch.ID)
		for _, e := range editions {
			held[charter.Fingerprint(charter.EditionID(e.Text))] = true
		}
	}
	file, err := record.DecodeEvidence(b)
	if err != nil {
		return ""
	}
	for _, e := range file.Editions {
		if f := charter.Fingerprint(charter.EditionID(e.Text)); held[f] {
			return f
		}
	}
	return ""
}
