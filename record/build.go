package record

import (
	"bytes"
	"slices"
	"sort"
	"strings"

	"parley"
	"parley/charter"
)

// HeadAt is a head of a record that a node made or was shown.
type HeadAt struct {
	Size      uint64
	Root      parley.Hash
	Signature []byte // 64 bytes
}

// CosigAt is a mirror's cosignature that a node holds.
type CosigAt struct {
	Mirror    parley.PartyID
	Size      uint64
	Root      parley.Hash
	Seconds   uint64 // since 1970
	Signature []byte // 64 bytes
}

// LogName names one volume of a party's record.
type LogName struct {
	Party  parley.PartyID
	Volume uint64 // 0: the first
}

// LogView is what a node holds of one volume of a party's record: its own, or a mirror of it.
type LogView struct {
	Party        parley.PartyID
	Volume       uint64
	Statement    []byte                                  // that opened a later volume
	Hashes       HashReader                              // of the tree of at least Head.Size
	Leaves       func(from, to uint64) ([][]byte, error) // those at from <= place < to
	Pages        [][]byte                                // all sheets and roster acts of the party that are held
	Head         HeadAt                                  // above every leaf to be proved; best the first one that was cosigned
	Earlier      *HeadAt                                 // best the last one that was cosigned before the leaf; may be nil
	Cosignatures []CosigAt                               // those of Head and Earlier are used, if their mirror's record is in the file too
}

// MessageEvidence makes the evidence of a message. editions are all of the charter from the first on, logs the records
// of the author and of as many addressees and mirrors as are held, envelopes the message first and then any that refer
// to it. wanted gives for each volume the places of its leaves to show: where it says sent, received or refused of these
// messages, and what else the reader should see; the first leaves, and each later sheet and adopted edition below the
// head, are added. A file that would not verify is not returned: the error says why.
func MessageEvidence(editions []EditionText, logs []LogView, envelopes [][]byte, wanted map[LogName][]uint64) (*Evidence, error) {
	e, err := messageEvidence(editions, logs, envelopes, wanted)
	if err != nil {
		return nil, err
	}
	return e.checked()
}

// messageEvidence puts the file together, whether it will verify or not.
func messageEvidence(editions []EditionText, logs []LogView, envelopes [][]byte, wanted map[LogName][]uint64) (*Evidence, error) {
	if len(envelopes) == 0 {
		return nil, parley.Errorf(parley.CodeUsage, "evidence of a message needs the message")
	}
	e := &Evidence{Editions: inPartyOrder(editions), Version: EvidenceVersion, Kind: EvidenceMessage, Envelopes: sortedEnvelopes(envelopes)}
	present := map[parley.PartyID]bool{}
	for _, l := range logs {
		present[l.Party] = true
	}
	for _, l := range logs {
		p, err := l.prove(wanted[LogName{l.Party, l.Volume}], present)
		if err != nil {
			return nil, err
		}
		e.Logs = append(e.Logs, *p)
	}
	sort.Slice(e.Logs, func(i, j int) bool { return e.Logs[i].before(&e.Logs[j]) })
	e.dropUnshown()
	return e, nil
}

// dropUnshown leaves out the cosignatures by a key whose sheet is not shown: it stands above the head of the mirror's own
// record.
func (e *Evidence) dropUnshown() {
	if len(e.Editions) == 0 {
		return
	}
	id := charter.EditionID(e.Editions[0].Text)
	shown := map[parley.PartyID][]*charter.Sheet{}
	for _, l := range e.Logs {
		for _, s := range sortedSheets(l.Pages) {
			shown[l.Party] = append(shown[l.Party], s.Sheet)
		}
	}
	for i := range e.Logs {
		l := &e.Logs[i]
		l.Cosignatures = slices.DeleteFunc(l.Cosignatures, func(c DatedCosignature) bool {
			h := l.Heads[c.Head]
			text := CheckpointText(OriginOf(id, l.Party, l.Volume), h.Size, h.Root)
			return !slices.ContainsFunc(shown[c.Mirror], func(s *charter.Sheet) bool {
				return VerifyCosignature(keyOf(s.Cosigner), CosignerName(id, c.Mirror), text, c.Seconds, c.Signature)
			})
		})
	}
}

// DateEvidence makes the evidence that the leaf at later is dated before the leaf at earlier, of a record whose head is
// signed. It may be of leaves that the node refused to take over: log then reads them from wherever they are kept.
func DateEvidence(editions []EditionText, log LogView, earlier, later uint64) (*Evidence, error) {
	p, err := log.prove([]uint64{earlier, later}, nil)
	if err != nil {
		return nil, err
	}
	e := &Evidence{Version: EvidenceVersion, Kind: EvidenceDate, Editions: inPartyOrder(editions), Logs: []LogProof{*p}}
	return e.checked()
}

// ForkEvidence makes the evidence that the party signed the heads a and b of one volume, a no larger than b, of which
// neither continues the other: conflictRoot is the root of b's tree at a's size (b's own root where the sizes are equal), and path the
// consistency proof from there to b. sheets are those of the party; the ones whose log key signed a or b are used.
func ForkEvidence(editions []EditionText, sheets [][]byte, log LogName, a, b HeadAt, conflictRoot parley.Hash, path []parley.Hash) (*Evidence, error) {
	if a.Size == b.Size && bytes.Compare(a.Root[:], b.Root[:]) > 0 {
		a, b, conflictRoot = b, a, a.Root
	}
	if len(editions) == 0 {
		return nil, parley.Errorf(parley.CodeUsage, "evidence needs the editions of the charter")
	}
	origin := OriginOf(charter.EditionID(editions[0].Text), log.Party, log.Volume)
	p := LogProof{Party: log.Party, Volume: log.Volume, Heads: []SignedHead{signedHead(a), signedHead(b)}}
	for _, s := range sortedSheets(sheets) {
		if signerOf([]*charter.Sheet{s.Sheet}, origin, p.Heads[0]) != nil || signerOf([]*charter.Sheet{s.Sheet}, origin, p.Heads[1]) != nil {
			p.Pages = append(p.Pages, s.bytes)
		}
	}
	fork := &Contradiction{Root: conflictRoot, Path: path}
	e := &Evidence{Version: EvidenceVersion, Kind: EvidenceFork, Editions: inPartyOrder(editions), Logs: []LogProof{p}, Fork: fork}
	return e.checked()
}

// checked returns e if it verifies, and otherwise why it does not.
func (e *Evidence) checked() (*Evidence, error) {
	r, err := VerifyEvidence(e.Encode(), "")
	if err != nil {
		return nil, err
	}
	if r.Verdict == Fails {
		return nil, parley.Errorf(parley.CodeBadRecord, "the evidence would not verify: %s", r.Why)
	}
	return e, nil
}

// inPartyOrder returns the editions with their signature lines in the order of each edition's parties. What cannot be
// read is left as it is and will not verify.
func inPartyOrder(editions []EditionText) []EditionText {
	var out []EditionText
	for _, t := range editions {
		c, err := charter.Parse(t.Text)
		if err != nil {
			out = append(out, t)
			continue
		}
		var lines []string
		for _, p := range c.Parties {
			for _, line := range t.Signatures {
				if strings.HasPrefix(line, rootLinePrefix(p.ID)) {
					lines = append(lines, strings.TrimSuffix(line, "\n")+"\n")
				}
			}
		}
		out = append(out, EditionText{Text: t.Text, Signatures: lines})
	}
	return out
}

// sortedEnvelopes returns the first envelope, then the others in ascending order of their ids, each once.
func sortedEnvelopes(envelopes [][]byte) [][]byte {
	rest := slices.Clone(envelopes[1:])
	slices.SortFunc(rest, func(a, b []byte) int {
		x, y := parley.Sum(a), parley.Sum(b)
		return bytes.Compare(x[:], y[:])
	})
	return append([][]byte{envelopes[0]}, slices.CompactFunc(rest, bytes.Equal)...)
}

type numberedSheet struct {
	*charter.Sheet
	bytes []byte
}

// sortedSheets returns the readable sheets by ascending number.
func sortedSheets(sheets [][]byte) []numberedSheet {
	var out []numberedSheet
	for _, b := range sheets {
		if s, err := charter.ParseSheet(b); err == nil {
			out = append(out, numberedSheet{s, b})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Number < out[j].Number })
	return out
}

func signedHead(h HeadAt) SignedHead {
	return SignedHead{Size: h.Size, Root: h.Root, Signature: h.Signature}
}
