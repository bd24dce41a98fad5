package record

import (
	"fmt"
	"strings"
	"time"

	"parley"
	"parley/wire"
)

func (v *verification) found(format string, args ...any) {
	v.report.Findings = append(v.report.Findings, fmt.Sprintf(format, args...))
}

func (v *verification) notProved(format string, args ...any) {
	v.report.NotProved = append(v.report.NotProved, fmt.Sprintf(format, args...))
}

// describeMessage says who signed the message, and what its author's record holds of it.
func (v *verification) describeMessage(m *message) {
	p := m.payload
	v.found("message %s is signed by %s, made %s by its author's clock, %s to %s, subject %q%s", m.id, signerName(m), p.Time,
		strings.ToUpper(p.Precedence.String()), addresseeList(p), p.Subject, exerciseNote(p))
	v.describeRelease(m)
	if err := m.notReleased(); err != nil {
		v.report.NotReleased = parley.SentenceOf(m.release.Fault)
		v.notProved("that %s stands behind message %s: it was not released as its roster and the charter ask", m.log.party, m.id)
	}
	v.foundLeaf(m.log, m.sent)
	if p.Form == wire.FormText {
		v.report.Text = p.Body
	}
}

// signerName says whose key signed m: the originator's post, or the node by itself.
func signerName(m *message) string {
	if m.duty {
		return "the duty key of " + string(m.log.party) + "'s node, by itself"
	}
	if m.notReleased() != nil {
		return "keys of " + string(m.log.party) + ", in the name of " + m.payload.From.Parley().String()
	}
	if m.release != nil {
		return "officers of " + m.payload.From.Parley().String()
	}
	return "a key of " + m.payload.From.Parley().String()
}

func exerciseNote(p *wire.Payload) string {
	if p.Exercise {
		return ", marked as exercise"
	}
	return ""
}

func addresseeList(p *wire.Payload) string {
	var words []string
	for _, a := range p.Addressees() {
		words = append(words, a.String())
	}
	return joinWords(words)
}

// foundLeaf says that a leaf stands in a record, on its owner's own word.
func (v *verification) foundLeaf(l *provedLog, leaf *placedLeaf) {
	of := ""
	if l.volume > 0 {
		of = " of " + ownRecord(l.volume)
	}
	v.found("%s's own signed head of size %d%s holds leaf %d: %s, dated %s by %s's clock", l.party, l.heads[leaf.head].Size, of, leaf.index,
		leafWords(v.chain, l, leaf), leaf.Date, l.party)
	leaf.told = true
}

var leafVerbs = map[wire.LeafKind]string{
	wire.LeafSent: "sent", wire.LeafReceived: "received", wire.LeafRefused: "refused", wire.LeafOpened: "opened",
	wire.LeafGotBlob: "got the attachment", wire.LeafLost: "lost", wire.LeafAdopted: "adopted the edition", wire.LeafSheet: "changed to the sheet",
	wire.LeafErased: "erased", wire.LeafVolume: "opened a new volume", wire.LeafStatement: "entered the statement of its root",
}

func leafWords(c chain, l *provedLog, leaf *placedLeaf) string {
	switch leaf.Kind {
	case wire.LeafClock:
		return "clock"
	case wire.LeafSent:
		return fmt.Sprintf("sent %s to %s", leaf.ID, addressedList(l, leaf))
	case wire.LeafRefused:
		return fmt.Sprintf("refused %s because: %s", leaf.ID, leaf.Code.Reason())
	case wire.LeafSheet:
		if p := l.pageBelow(leaf.index + 1); p.act != nil {
			return fmt.Sprintf("changed its roster by act %d, %s", p.act.Number, leaf.ID)
		}
	}
	return fmt.Sprintf("%s %s", leafVerbs[leaf.Kind], leaf.ID)
}

func addressedList(l *provedLog, leaf *placedLeaf) string {
	var words []string
	for i, p := range l.editionAt(leaf.index).charter.Parties {
		if leaf.Addressed(i) {
			words = append(words, string(p.ID))
		}
	}
	return joinWords(words)
}

// describeReceipt says what the record of an addressee holds of the message [REC-28].
func (v *verification) describeReceipt(m *message, party parley.PartyID) {
	if len(v.volumes(party)) == 0 {
		v.notProved("whether %s received message %s: its record is not in the file", party, m.id)
		return
	}
	l, leaf := v.find(party, m.id, wire.LeafReceived, wire.LeafRefused)
	if leaf == nil {
		v.notProved("whether %s received message %s: no leaf of its record in the file says so", party, m.id)
		return
	}
	v.foundLeaf(l, leaf)
	if leaf.Mark != m.sent.Mark {
		v.found("leaf %d of %s does not bear the mark of %s's sent leaf: it is no receipt", leaf.index, l.name(), m.log.party)
		v.notProved("that leaf %d of %s is a receipt of message %s", leaf.index, l.name(), m.id)
	}
}

// describeReference says how a further message stands to the first; one that does not refer to it has no business here.
func (v *verification) describeReference(first, m *message) error {
	r := m.payload.Refers
	verb := ""
	for _, x := range []struct {
		id   *parley.Hash
		verb string
	}{{r.Acknowledges, "acknowledges"}, {r.ReplyTo, "replies to"}, {r.Cancels, "cancels"}, {r.Corrects, "corrects"}, {r.Translates, "translates"}} {
		if x.id != nil && *x.id == first.id {
			verb = x.verb
			break
		}
	}
	if verb == "" {
		return parley.Errorf(parley.CodeBadRecord, "message %s in the file does not refer to message %s", m.id, first.id)
	}
	v.found("message %s, signed by %s, %s message %s%s", m.id, signerName(m), verb, first.id, exerciseNote(m.payload))
	v.describeRelease(m)
	v.foundLeaf(m.log, m.sent)
	return nil
}

// describeOtherLeaves names every proved leaf that no finding has named: what else stood in the records, and when.
func (v *verification) describeOtherLeaves() {
	for _, l := range v.logs {
		for i := range l.leaves {
			if leaf := &l.leaves[i]; !leaf.told && leaf.index >= LeastHead(l.volume) {
				v.foundLeaf(l, leaf)
			}
		}
	}
}

// describeVolumes says of each later volume that the root opened it, and why by its own word.
func (v *verification) describeVolumes() {
	for _, l := range v.logs {
		if l.opened != nil {
			v.found("the root key of %s opened %s by statement %s, which gives the reason %q", l.party, ownRecord(l.volume), l.leaves[2].ID, l.opened.Reason)
			v.notProved("that the reason that the root of %s gave for %s is true, and that it opened no other volume of that number", l.party, ownRecord(l.volume))
		}
	}
}

func (v *verification) describeCosignatures() {
	for _, p := range v.file.Logs {
		for _, c := range p.Cosignatures {
			v.found("%s held every leaf of %s below size %d at %s by %s's clock", c.Mirror, volumeName(p.Party, p.Volume), p.Heads[c.Head].Size,
				time.Unix(int64(c.Seconds), 0).UTC().Format(time.RFC3339), c.Mirror)
		}
	}
}

func (v *verification) notProvedOfMessage() {
	v.notProved("that what the text says is true")
	v.notProved("that a person read it: received says that the other node holds it, acknowledged that a key of that post signed for it")
	v.notProved("what the signer's screen showed, and who held a key when it signed")
	v.notProved("who caused a cut or a delay: each date is by the clock of the party whose record it is")
	v.notProved("what stands at the places of the records that are not in the file, such as a later sheet or a correction")
}
