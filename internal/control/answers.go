package control

import (
	"io"
	"net/http"
	"strconv"

	"parley"
	"parley/internal/node"
)

func (s server) charters(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Charters(r.Context())
	return writeJSON(w, list(v), err)
}

func (s server) edition(w http.ResponseWriter, r *http.Request) error {
	b, err := s.api.Edition(r.Context(), r.FormValue("charter"))
	return writeBytes(w, b, err)
}

func (s server) adopt(w http.ResponseWriter, r *http.Request) error {
	var a node.Adoption
	if err := readJSON(w, r, maxAdoption, &a); err != nil {
		return err
	}
	v, err := s.api.Adopt(r.Context(), a)
	return writeJSON(w, v, err)
}

func (s server) party(w http.ResponseWriter, r *http.Request) error {
	b, err := s.api.Party(r.Context())
	return writeBytes(w, b, err)
}

func (s server) composer(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Composer(r.Context(), r.FormValue("charter"))
	return writeJSON(w, v, err)
}

func (s server) inbox(w http.ResponseWriter, r *http.Request) error {
	q, err := queryOf(r.URL.Query())
	if err != nil {
		return err
	}
	v, err := s.api.Inbox(r.Context(), q)
	return writeJSON(w, list(v), err)
}

func (s server) sent(w http.ResponseWriter, r *http.Request) error {
	q, err := queryOf(r.URL.Query())
	if err != nil {
		return err
	}
	v, err := s.api.Sent(r.Context(), q)
	return writeJSON(w, list(v), err)
}

func (s server) show(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Show(r.Context(), r.PathValue("id"))
	return writeJSON(w, v, err)
}

func (s server) submit(w http.ResponseWriter, r *http.Request) error {
	envelope, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEnvelope))
	if err != nil {
		return badRequest(err, "the message did not arrive whole")
	}
	q := r.URL.Query()
	v, err := s.api.Submit(r.Context(), envelope, node.Who{User: q.Get("user"), Post: q.Get("post")})
	return writeJSON(w, v, err)
}

func (s server) markRead(w http.ResponseWriter, r *http.Request) error {
	var who node.Who
	if err := readJSON(w, r, maxSmall, &who); err != nil {
		return err
	}
	return writeJSON(w, struct{}{}, s.api.MarkRead(r.Context(), r.PathValue("id"), who))
}

func (s server) evidence(w http.ResponseWriter, r *http.Request) error {
	var who node.Who
	if err := readJSON(w, r, maxSmall, &who); err != nil {
		return err
	}
	b, err := s.api.Evidence(r.Context(), r.PathValue("id"), who)
	return writeBytes(w, b, err)
}

// A proof asks for what is held against a party.
type proof struct {
	Charter string         `json:"charter"`
	Party   parley.PartyID `json:"party"`
	Who     node.Who       `json:"who"`
}

func (s server) proof(w http.ResponseWriter, r *http.Request) error {
	var q proof
	if err := readJSON(w, r, maxSmall, &q); err != nil {
		return err
	}
	b, err := s.api.Proof(r.Context(), q.Charter, q.Party, q.Who)
	return writeBytes(w, b, err)
}

func (s server) lines(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Lines(r.Context())
	return writeJSON(w, list(v), err)
}

// A lineTest asks for a line test now.
type lineTest struct {
	Line node.LineQuery `json:"line"`
	Who  node.Who       `json:"who"`
}

func (s server) keepLineSecret(w http.ResponseWriter, r *http.Request) error {
	var g node.LineSecretGiven
	if err := readJSON(w, r, maxSmall, &g); err != nil {
		return err
	}
	v, err := s.api.KeepLineSecret(r.Context(), g)
	return writeJSON(w, v, err)
}

func (s server) testLine(w http.ResponseWriter, r *http.Request) error {
	var q lineTest
	if err := readJSON(w, r, maxSmall, &q); err != nil {
		return err
	}
	v, err := s.api.TestLine(r.Context(), q.Line, q.Who)
	return writeJSON(w, v, err)
}

func (s server) lineTest(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.LineTest(r.Context(), r.PathValue("id"))
	return writeJSON(w, v, err)
}

func (s server) lineHistory(w http.ResponseWriter, r *http.Request) error {
	days, err := strconv.Atoi(r.FormValue("days"))
	if err != nil {
		return badRequest(err, "the request names no number of days")
	}
	v, err := s.api.LineHistory(r.Context(), node.LineQuery{Charter: r.FormValue("charter"), Party: r.FormValue("party")}, days)
	return writeJSON(w, list(v), err)
}

func (s server) events(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Events(r.Context())
	return writeJSON(w, list(v), err)
}

func (s server) checkup(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Checkup(r.Context())
	return writeJSON(w, v, err)
}

func (s server) verify(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.VerifyRecord(r.Context())
	return writeJSON(w, v, err)
}

// A backup is where the database is to be copied to.
type backup struct {
	Path string `json:"path"`
}

func (s server) backup(w http.ResponseWriter, r *http.Request) error {
	var b backup
	if err := readJSON(w, r, maxSmall, &b); err != nil {
		return err
	}
	return writeJSON(w, struct{}{}, s.api.Backup(r.Context(), b.Path))
}

func (s server) journal(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Journal(r.Context())
	return writeJSON(w, list(v), err)
}

func (s server) verifyJournal(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.VerifyJournal(r.Context())
	return writeJSON(w, v, err)
}

// A note is a local action for the journal.
type note struct {
	Who    node.Who `json:"who"`
	Action string   `json:"action"`
	Detail string   `json:"detail"`
}

func (s server) note(w http.ResponseWriter, r *http.Request) error {
	var n note
	if err := readJSON(w, r, maxSmall, &n); err != nil {
		return err
	}
	return writeJSON(w, struct{}{}, s.api.Note(r.Context(), n.Who, n.Action, n.Detail))
}

// list gives an empty JSON array for none, never null.
func list[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}
