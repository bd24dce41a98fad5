package record

import (
	"slices"

	"parley"
	"parley/charter"
	"parley/wire"
)

// A Course is what evidence of a proceeding proves, for package procedure to fold: messages that their authors signed and
// sent, and runs of leaves of the records.
type Course struct {
	Charter  *charter.Charter // the edition in force where the opening stands
	Opening  parley.Hash
	Messages []CourseMessage // the opening first
	Logs     []CourseLog     // in the order of the file
	Forked   []LogName       // volumes of which it is proved that they forked, in ascending order
}

// A CourseMessage is a message whose signatures and place are proved.
type CourseMessage struct {
	ID      parley.Hash
	Payload *wire.Payload
	Void    string // why it counts for nothing: it was not released as agreed; empty: it may count
}

// A CourseLog is the run of leaves of one volume of a record in which the opening stands: no leaf is left out in it.
type CourseLog struct {
	Party    parley.PartyID
	Volume   uint64 // 0: the first
	Leaves   []CourseLeaf
	Cosigned []CosignedSize
}

// A CourseLeaf is a leaf at its place.
type CourseLeaf struct {
	Index uint64
	wire.Leaf
}

// CosignedSize says that a mirror vouches for the leaves below a size.
type CosignedSize struct {
	Mirror parley.PartyID
	Size   uint64
}

// ProceedingEvidence makes the evidence of a proceeding. envelopes are the opening first and then the other acts; the rest
// is as for MessageEvidence. forks are evidence files of forks on which the outcome rests, in ascending order of party and
// volume. A file that would not verify is not returned.
func ProceedingEvidence(editions []EditionText, logs []LogView, envelopes [][]byte, wanted map[LogName][]uint64, forks [][]byte) (*Evidence, error) {
	e, err := messageEvidence(editions, logs, envelopes, wanted)
	if err != nil {
		return nil, err
	}
	e.Kind, e.Forks = EvidenceProceeding, forks
	return e.checked()
}

// proceeding judges evidence of a proceeding: every record, cosignature and message by itself, as for kind 1. What follows
// from them is for package procedure [REC-89].
func (v *verification) proceeding() error {
	if err := v.checkLogs(); err != nil {
		return err
	}
	c := &Course{}
	for i, b := range v.file.Envelopes {
		m, err := v.readMessage(b)
		if err != nil {
			return err
		}
		if i == 0 {
			c.Opening, c.Charter = m.id, m.edition.charter
		} else if m.payload.Proceeding == nil || *m.payload.Proceeding != c.Opening {
			return parley.Errorf(parley.CodeBadRecord, "message %s belongs to another proceeding than the first one", m.id)
		}
		void := m.notReleased()
		if void != nil && m.id == c.Opening {
			return void
		}
		said := CourseMessage{ID: m.id, Payload: m.payload}
		if void != nil {
			said.Void = "not released as agreed"
		}
		c.Messages = append(c.Messages, said)
		v.found("%s sent %s, the act %q, at %s by its own clock%s", m.payload.From.Parley(), m.id, m.payload.Act, m.sent.Date, exerciseNote(m.payload))
		v.describeRelease(m)
	}
	for i, l := range v.logs {
		c.Logs = append(c.Logs, CourseLog{l.party, l.volume, l.run(c.Opening), cosignedSizes(&v.file.Logs[i])})
	}
	if err := v.forks(c); err != nil {
		return err
	}
	v.describeVolumes()
	v.describeCosignatures()
	v.report.Course = c
	return nil
}

// forks checks the proofs that parties forked their records, each as a file of its own under this charter [REC-91].
func (v *verification) forks(c *Course) error {
	for _, b := range v.file.Forks {
		e, err := DecodeEvidence(b)
		if err != nil || e.Kind != EvidenceFork || charter.EditionID(e.Editions[0].Text) != v.chain.id() {
			return parley.Errorf(parley.CodeBadRecord, "what the file shows as proof of a fork is none under its charter")
		}
		name := LogName{e.Logs[0].Party, e.Logs[0].Volume}
		if n := len(c.Forked); n > 0 && !c.Forked[n-1].before(name) {
			return parley.Errorf(parley.CodeBadRecord, "the proofs of forks are not in the order of their parties and volumes")
		}
		if r, err := VerifyEvidence(b, charter.Fingerprint(v.chain.id())); err != nil || r.Verdict != Verified {
			return parley.Errorf(parley.CodeBadRecord, "the proof that %s forked its record does not verify", name.Party)
		}
		c.Forked = append(c.Forked, name)
		v.found("%s signed two heads of one record that contradict each other, sizes %d and %d", name.Party, e.Logs[0].Heads[0].Size, e.Logs[0].Heads[1].Size)
	}
	return nil
}

func (a LogName) before(b LogName) bool {
	return a.Party < b.Party || a.Party == b.Party && a.Volume < b.Volume
}

// run returns the leaves that follow each other around the one that names the opening; of a later volume those from the
// first on.
func (l *provedLog) run(opening parley.Hash) (out []CourseLeaf) {
	at := 0
	if l.volume == 0 {
		at = slices.IndexFunc(l.leaves, func(x placedLeaf) bool { return x.ID == opening && x.Kind != wire.LeafClock })
	}
	if at < 0 {
		return nil
	}
	from := at
	for from > 0 && l.leaves[from-1].index+1 == l.leaves[from].index {
		from--
	}
	for i := from; i < len(l.leaves) && (i == from || l.leaves[i-1].index+1 == l.leaves[i].index); i++ {
		out = append(out, CourseLeaf{l.leaves[i].index, l.leaves[i].Leaf})
	}
	return out
}

func cosignedSizes(p *LogProof) (out []CosignedSize) {
	for _, c := range p.Cosignatures {
		out = append(out, CosignedSize{c.Mirror, p.Heads[c.Head].Size})
	}
	return out
}
