package record

import (
	"bytes"

	"parley"
)

func badFile(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadEncoding, format, args...)
}

// checkShape holds a file to the one form that its kind has, so that no byte of it goes unused [REC-17].
func (e *Evidence) checkShape() error {
	if e.Version != EvidenceVersion {
		return badFile("the evidence file has version %d, which this version does not know", e.Version)
	}
	if len(e.Editions) == 0 || len(e.Editions) > maxEditions {
		return badFile("the evidence file has %d editions of the charter, not 1 to %d", len(e.Editions), maxEditions)
	}
	if err := e.checkKind(); err != nil {
		return err
	}
	for i := range e.Logs {
		if i > 0 && !e.Logs[i-1].before(&e.Logs[i]) {
			return badFile("the records in the evidence file are not in the order of their parties and volumes")
		}
		if err := e.Logs[i].checkShape(e.Kind == EvidenceFork); err != nil {
			return err
		}
	}
	return nil
}

// before reports whether l stands before m in a file.
func (l *LogProof) before(m *LogProof) bool {
	return l.Party < m.Party || l.Party == m.Party && l.Volume < m.Volume
}

func (e *Evidence) checkKind() error {
	if len(e.Forks) > maxForks || len(e.Forks) > 0 && e.Kind != EvidenceProceeding {
		return badFile("the evidence file has %d proofs of forks; only evidence of a proceeding has any, and %d at most", len(e.Forks), maxForks)
	}
	switch e.Kind {
	case EvidenceMessage:
		if len(e.Envelopes) == 0 || len(e.Logs) == 0 || e.Fork != nil {
			return badFile("evidence of a message has a message and a record, and no fork")
		}
		return e.checkEnvelopeOrder()
	case EvidenceFork:
		if len(e.Envelopes) != 0 || len(e.Logs) != 1 || e.Fork == nil {
			return badFile("evidence of a fork has one record and what contradicts, and no message")
		}
	case EvidenceDate:
		if len(e.Envelopes) != 0 || len(e.Logs) != 1 || e.Fork != nil {
			return badFile("evidence of a date that goes back has one record, no message and no fork")
		}
	case EvidenceProceeding:
		if len(e.Envelopes) == 0 || len(e.Logs) < 2 || e.Fork != nil {
			return badFile("evidence of a proceeding has its opening and two records or more, and no fork")
		}
		return e.checkEnvelopeOrder()
	default:
		return badFile("the evidence file is of kind %d, which this version does not know", e.Kind)
	}
	return nil
}

// checkEnvelopeOrder holds the order of the messages after the first: ascending ids.
func (e *Evidence) checkEnvelopeOrder() error {
	var last parley.Hash
	for i, b := range e.Envelopes[1:] {
		id := parley.Sum(b)
		if i > 0 && bytes.Compare(last[:], id[:]) >= 0 {
			return badFile("the messages in the evidence file are not in the order of their ids")
		}
		last = id
	}
	return nil
}

func (l *LogProof) checkShape(fork bool) error {
	if err := l.checkVolume(fork); err != nil {
		return err
	}
	if err := l.checkCounts(fork); err != nil {
		return err
	}
	for i, h := range l.Heads {
		if h.Size < LeastHead(l.Volume) || h.Size > MaxSize || len(h.Signature) != 64 {
			return badFile("the head of size %d in the evidence file cannot be one", h.Size)
		}
		if i > 0 && !ascending(l.Heads[i-1], h, fork) {
			return badFile("the heads of %s are not in ascending order", l.Party)
		}
	}
	for i, p := range l.Leaves {
		if p.Head >= uint64(len(l.Heads)) || i > 0 && p.Index <= l.Leaves[i-1].Index {
			return badFile("the leaves of %s are not in ascending order, or name a head that is not there", l.Party)
		}
	}
	return l.checkCosignatureOrder()
}

// checkVolume holds that a statement is there for a later volume, and nowhere else. A fork needs none: the heads speak
// for themselves.
func (l *LogProof) checkVolume(fork bool) error {
	if err := CheckVolumeNumber(l.Volume); err != nil {
		return err
	}
	if (l.Statement != nil) != (l.Volume > 0 && !fork) {
		return badFile("volume %d of the record of %s has no statement, or one that it does not need", l.Volume, l.Party)
	}
	return nil
}

func (l *LogProof) checkCounts(fork bool) error {
	if err := parley.CheckName("party", string(l.Party)); err != nil {
		return err
	}
	if len(l.Pages) == 0 || len(l.Pages) > maxPages || len(l.Heads) == 0 || len(l.Heads) > maxHeads {
		return badFile("the record of %s has no sheet or no head, or too many", l.Party)
	}
	if fork && (len(l.Heads) != 2 || len(l.Leaves)+len(l.Consistency)+len(l.Cosignatures) != 0) {
		return badFile("evidence of a fork has two heads, and no leaf, cosignature or proof that they agree")
	}
	if !fork && len(l.Consistency) != len(l.Heads)-1 {
		return badFile("the record of %s has %d heads and %d proofs between them", l.Party, len(l.Heads), len(l.Consistency))
	}
	return nil
}

// ascending reports whether b may stand after a: by size, and in a fork, where sizes may be equal, then by root.
func ascending(a, b SignedHead, fork bool) bool {
	return a.Size < b.Size || fork && a.Size == b.Size && bytes.Compare(a.Root[:], b.Root[:]) < 0
}

func (l *LogProof) checkCosignatureOrder() error {
	for i, c := range l.Cosignatures {
		if c.Head >= uint64(len(l.Heads)) || len(c.Signature) != 64 || c.Mirror == l.Party || c.Seconds > uint64(parley.MaxMillis)/1000 {
			return badFile("a cosignature of the record of %s cannot be one", l.Party)
		}
		if i == 0 {
			continue
		}
		if p := l.Cosignatures[i-1]; c.Head < p.Head || c.Head == p.Head && c.Mirror <= p.Mirror {
			return badFile("the cosignatures of the record of %s are not in ascending order", l.Party)
		}
	}
	return nil
}
