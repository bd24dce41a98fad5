package record

import (
	"crypto/ed25519"

	"parley"
	"parley/officer"
	"parley/wire"
)

// message is one message of the file with its place in its author's record.
type message struct {
	id       parley.Hash
	envelope *wire.Envelope
	payload  *wire.Payload
	log      *provedLog // the author's
	sent     *placedLeaf
	edition  edition            // in force at sent
	duty     bool               // signed by the node's duty key, by itself
	release  *officer.Judgement // by whom it was released, or why not as agreed; nil: the sheet gives its keys the originator's post
}

// message judges evidence of a message [REC-26] to [REC-29].
func (v *verification) message() error {
	if err := v.checkLogs(); err != nil {
		return err
	}
	first, err := v.readMessage(v.file.Envelopes[0])
	if err != nil {
		return err
	}
	v.describeVolumes()
	v.describeMessage(first)
	for _, p := range addresseeParties(first.payload) {
		v.describeReceipt(first, p)
	}
	for _, b := range v.file.Envelopes[1:] {
		m, err := v.readMessage(b)
		if err != nil {
			return err
		}
		if err := m.notReleased(); err != nil {
			return err
		}
		if err := v.describeReference(first, m); err != nil {
			return err
		}
	}
	v.describeOtherLeaves()
	v.describeCosignatures()
	v.notProvedOfMessage()
	return nil
}

// checkLogs checks every record in the file, then every cosignature.
func (v *verification) checkLogs() error {
	for i := range v.file.Logs {
		l, err := checkLog(v.chain, &v.file.Logs[i], v.file.Kind == EvidenceDate)
		if err != nil {
			return err
		}
		if i > 0 {
			if err := l.checkFollows(v.logs[i-1]); err != nil {
				return err
			}
		}
		v.logs = append(v.logs, l)
	}
	if err := v.checkHolders(); err != nil {
		return err
	}
	return v.checkCosignatures()
}

// checkFollows holds that a volume is dated after an earlier one of the same record, as far as the file shows it [REC-4].
func (l *provedLog) checkFollows(before *provedLog) error {
	last := before.leaves[len(before.leaves)-1]
	if before.party != l.party || l.leaves[0].Date >= last.Date {
		return nil
	}
	return parley.Errorf(parley.CodeBadRecord, "%s begins before leaf %d of %s", l.name(), last.index, before.name())
}

// checkCosignatures holds that each is made by a cosigner key of a proved sheet of the mirror [REC-25].
func (v *verification) checkCosignatures() error {
	for _, p := range v.file.Logs {
		for _, c := range p.Cosignatures {
			h := p.Heads[c.Head]
			text := CheckpointText(OriginOf(v.chain.id(), p.Party, p.Volume), h.Size, h.Root)
			if !v.cosigned(CosignerName(v.chain.id(), c.Mirror), text, c) {
				return parley.Errorf(parley.CodeBadSignature, "the cosignature of %s over the head of size %d of %s does not verify", c.Mirror, h.Size, p.Party)
			}
		}
	}
	return nil
}

// cosigned reports whether c is made by the cosigner key of a sheet in the mirror's record; of one that is not there, none
// is.
func (v *verification) cosigned(name, text string, c DatedCosignature) bool {
	for _, l := range v.volumes(c.Mirror) {
		for _, s := range l.sheets {
			if VerifyCosignature(keyOf(s.Cosigner), name, text, c.Seconds, c.Signature) {
				return true
			}
		}
	}
	return false
}

// readMessage checks one message: its place in its author's record, its addressees there, its edition and its
// signatures.
func (v *verification) readMessage(b []byte) (*message, error) {
	envelope, payload, err := wire.DecodeEnvelope(b)
	if err != nil {
		return nil, err
	}
	m, author := &message{id: envelope.ID(), envelope: envelope, payload: payload}, payload.From.Party
	if len(v.volumes(author)) == 0 {
		return nil, parley.Errorf(parley.CodeBadRecord, "the record of %s, the author of message %s, is not in the file", author, m.id)
	}
	if m.log, m.sent = v.find(author, m.id, wire.LeafSent); m.sent == nil {
		return nil, parley.Errorf(parley.CodeBadRecord, "no leaf of the record of %s says that it sent message %s", author, m.id)
	}
	m.edition = m.log.editionAt(m.sent.index)
	if err := m.checkAddressees(); err != nil {
		return nil, err
	}
	return m, v.checkSignatures(m)
}

// find returns the first leaf of one of the kinds that bears id, and the volume of the party's record in which it stands.
func (v *verification) find(party parley.PartyID, id parley.Hash, kinds ...wire.LeafKind) (*provedLog, *placedLeaf) {
	for _, l := range v.volumes(party) {
		if leaf := l.find(id, kinds...); leaf != nil {
			return l, leaf
		}
	}
	return nil, nil
}

// checkAddressees holds that the sent leaf names the parties that the message names, and no other.
func (m *message) checkAddressees() error {
	var places []int
	c := m.edition.charter
	for _, p := range addresseeParties(m.payload) {
		i := c.PartyIndex(p)
		if i < 0 {
			return parley.Errorf(parley.CodeUnknownParty, "message %s is addressed to %s, no party of edition %d", m.id, p, c.Edition)
		}
		places = append(places, i)
	}
	if string(wire.Bitmap(len(c.Parties), places)) != string(m.sent.Addressees) {
		return parley.Errorf(parley.CodeBadRecord, "the sent leaf of message %s names other addressees than the message", m.id)
	}
	return nil
}

// keyOf returns the bytes of a key as the key that they are.
func keyOf(b []byte) ed25519.PublicKey { return ed25519.PublicKey(b) }

// addresseeParties returns the parties that p is addressed to, each once, in the order of the message.
func addresseeParties(p *wire.Payload) []parley.PartyID {
	var out []parley.PartyID
	seen := map[parley.PartyID]bool{}
	for _, a := range p.Addressees() {
		if !seen[a.Party] {
			seen[a.Party] = true
			out = append(out, a.Party)
		}
	}
	return out
}
