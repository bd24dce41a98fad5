package console

import (
	"cmp"
	"net/http"

	"parley/internal/node"
)

// A RecordPage is the records of all parties: how far each is held and by whom it is cosigned, and what is withheld or
// disputed; the check of all of it; and evidence for outsiders.
type RecordPage struct {
	Frame
	Charters []RecordCharter
	Check    Verification
	Form     CheckForm
}

// A RecordCharter is the records under one charter.
type RecordCharter struct {
	ID, Title string
	Edition   uint64
	Exercise  bool
	Records   []Record
}

// A Record is one party's, as it is held here.
type Record struct {
	ID, Party     string
	Own           bool
	Origin, Root  string
	Volume        uint64
	Entries, Size uint64
	Dated, Seen   Instant
	Mirrors       []Mirror
	Standings     []Standing // what is withheld or disputed; none: nothing is
	Proofs        []HeldProof
}

// A Mirror is how far another party has cosigned a record.
type Mirror struct {
	Party       string
	Size, Lacks uint64
	At, Since   Instant
}

// A Standing is something about a record that is not as it should be. Kind is the key of its words, of which {0} is Number.
type Standing struct {
	Kind   string
	Number uint64
	Since  Instant
}

// A HeldProof is one that is held against a record.
type HeldProof struct {
	Hash, Kind string
	Found      Instant
}

func (c *Console) recordPages() pages {
	return pages{
		"GET /record":              c.record,
		"POST /record/verify":      c.verifyRecord,
		"GET /record/evidence":     c.recordEvidence,
		"GET /record/proof/{hash}": c.recordProof,
		"GET /record/check":        c.checkForm,
		"POST " + checkPath:        c.checkEvidence,
	}
}

func (c *Console) record(v *visit) error {
	ctx := v.r.Context()
	heads, err := c.api.Heads(ctx)
	if err != nil {
		return err
	}
	running, err := c.api.Verification(ctx)
	if err != nil {
		return err
	}
	p := &RecordPage{Frame: c.frame(v, "record"), Check: c.verification(v, running), Form: newCheckForm()}
	names := c.names(v)
	for _, h := range heads {
		p.Charters = append(p.Charters, recordCharter(names, h))
	}
	c.show(v.w, http.StatusOK, p.Lang, "record", p)
	return nil
}

// verifyRecord has the node check its records. It goes on while the page is looked at, or left.
func (c *Console) verifyRecord(v *visit) error {
	if _, err := c.api.StartVerify(v.r.Context(), v.who); err != nil {
		return err
	}
	c.desk.changed()
	http.Redirect(v.w, v.r, "/record", http.StatusSeeOther)
	return nil
}

func recordCharter(names map[string]string, h node.HeadsView) RecordCharter {
	out := RecordCharter{ID: h.Charter, Title: oneLine(h.Title), Edition: h.Edition, Exercise: h.Exercise}
	for _, r := range h.Records {
		x := Record{ID: r.Party, Party: nameOf(names, r.Party), Own: r.Own, Origin: r.Origin, Volume: r.Volume, Entries: r.Entries, Size: r.Size, Root: some(r.Root),
			Dated: instantOrNone(r.Dated), Seen: instantOrNone(r.Seen), Standings: standings(r)}
		for _, m := range r.Mirrors {
			x.Mirrors = append(x.Mirrors, Mirror{nameOf(names, m.Party), m.Size, r.Entries - min(m.Size, r.Entries), instantOrNone(m.At), instantOrNone(m.Since)})
		}
		for _, p := range r.Proofs {
			x.Proofs = append(x.Proofs, HeldProof{p.Hash, p.Kind, instant(p.Found)})
		}
		out.Records = append(out.Records, x)
	}
	return out
}

func nameOf(names map[string]string, id string) string { return cmp.Or(names[id], oneLine(id)) }

// standings are what is withheld or disputed of a record, the gravest first.
func standings(r node.HeadView) (out []Standing) {
	for _, p := range r.Proofs {
		out = append(out, Standing{p.Kind, 0, instant(p.Found)})
	}
	if r.Recovering != nil {
		out = append(out, Standing{"recovering", 0, instant(*r.Recovering)})
	}
	if r.Shown > r.Entries {
		out = append(out, Standing{"shown", r.Shown - r.Entries, instantOrNone(r.ShownSince)})
	}
	if r.Withheld > 0 {
		out = append(out, Standing{"withheld", uint64(r.Withheld), instantOrNone(r.WithheldSince)})
	}
	if r.Size == 0 {
		out = append(out, Standing{"nohead", 0, Instant{}})
	}
	if r.Leaves != nil {
		out = append(out, Standing{"leaves", 0, instant(*r.Leaves)})
	}
	return out
}

// recordEvidence sends the evidence file of a message or, where the id is that of none, of a proceeding.
func (c *Console) recordEvidence(v *visit) error {
	id := v.r.FormValue("id")
	ask, name := c.api.Evidence, ".evidence"
	if v.r.FormValue("of") == "proceeding" {
		ask, name = c.api.Outcome, ".proceeding.evidence"
	}
	b, err := ask(v.r.Context(), id, v.who)
	return download(v, fileSafe(id)+name, b, err)
}

func (c *Console) recordProof(v *visit) error {
	hash := v.r.PathValue("hash")
	b, err := c.api.ProofNamed(v.r.Context(), hash, v.who)
	return download(v, fileSafe(hash)+".evidence", b, err)
}

// fileSafe is the beginning of an id as a name of a file has it.
func fileSafe(id string) string { return id[:min(16, len(id))] }
