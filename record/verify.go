package record

import (
	"parley"
	"parley/charter"
)

// VerifyEvidence judges an evidence file. fingerprint is that of any edition in the file's chain, typed in by a reader
// who has it from elsewhere; without it ("") the best verdict is Consistent, because a file that brings its own charter
// proves nothing by itself [REC-18]. The error, with code usage, is about the fingerprint alone; whatever is wrong with
// the file is in the report.
func VerifyEvidence(b []byte, fingerprint string) (*Report, error) {
	named := ""
	if fingerprint != "" {
		n, err := charter.NormalizeFingerprint(fingerprint)
		if err != nil {
			return nil, parley.Wrap(err, parley.CodeUsage, "that is no fingerprint of a charter: it has twelve groups of five digits")
		}
		named = n
	}
	v := &verification{report: &Report{}}
	if err := v.run(b, named); err != nil {
		v.report.Verdict, v.report.Why = Fails, err.Error()
		v.report.Findings, v.report.NotProved, v.report.Text, v.report.Course, v.report.NotReleased = nil, nil, nil, nil, ""
	}
	return v.report, nil
}

// verification is one file on its way from claimed to proved.
type verification struct {
	file   *Evidence
	chain  chain
	logs   []*provedLog // in the order of the file
	report *Report
}

func (v *verification) run(b []byte, named string) error {
	file, err := DecodeEvidence(b)
	if err != nil {
		return err
	}
	v.file = file
	if v.chain, err = checkChain(file.Editions); err != nil {
		return err
	}
	v.describeCharter()
	if v.report.Verdict, err = v.chain.verdict(named); err != nil {
		return err
	}
	switch file.Kind {
	case EvidenceFork:
		return v.fork()
	case EvidenceDate:
		return v.dateGoesBack()
	case EvidenceProceeding:
		return v.proceeding()
	}
	return v.message()
}

// volumes returns what the file proves of a party's record: one log for each volume in it, in order.
func (v *verification) volumes(party parley.PartyID) (out []*provedLog) {
	for _, l := range v.logs {
		if l.party == party {
			out = append(out, l)
		}
	}
	return out
}

// describeChanges says which roots were replaced, and by whom: that stays with the charter for ever.
func (v *verification) describeChanges() {
	for _, e := range v.chain {
		for _, x := range e.changes {
			v.found("%s, under edition %d: %s (replacement %d)", x.Party, e.charter.Edition, x.Words(), x.Number)
		}
	}
}

func (v *verification) describeCharter() {
	r, last := v.report, v.chain.last()
	r.Kind, r.Charter, r.Exercise = v.file.Kind, v.chain.id(), last.Exercise
	if len(last.Authentic) > 0 {
		r.Title = last.Title[last.Authentic[0]]
	}
	for i, e := range v.chain {
		r.Editions = append(r.Editions, EditionRef{Number: e.charter.Edition, Fingerprint: charter.Fingerprint(e.id)})
		if i == len(v.chain)-1 {
			v.describeChanges()
			v.found("the charter %q, edition %d, is signed by the root keys of %s", r.Title, e.charter.Edition, partyList(e.charter))
		}
	}
}
