package record

import (
	"crypto/ed25519"
	"slices"

	"parley"
	"parley/charter"
	"parley/officer"
	"parley/wire"
)

// checkSignatures holds that the message names edition and page in force where it was sent, and that it is signed by whom
// they ask for: by keys that the sheet gives the originator's post, or, from the first roster act on, as chapter 7 says; and
// in an automatic form by the duty key [REC-27].
func (v *verification) checkSignatures(m *message) error {
	page := m.log.pageBelow(m.sent.index)
	if m.payload.Edition != m.edition.charter.Edition || m.payload.Roster != page.number {
		return parley.Errorf(parley.CodeBadSignature, "message %s names edition %d and page %d, but edition %d and page %d were in force where it was sent",
			m.id, m.payload.Edition, m.payload.Roster, m.edition.charter.Edition, page.number)
	}
	sheet := m.log.sheetBelow(m.sent.index)
	if page.roster != nil && !m.byDuty(sheet) {
		return v.judge(m, page.roster)
	}
	for _, s := range m.envelope.Signatures {
		if err := m.checkBySheet(sheet, s); err != nil {
			return err
		}
	}
	return nil
}

// byDuty reports whether all signatures name the duty key, in a form in which it may sign.
func (m *message) byDuty(sheet *charter.Sheet) bool {
	return isAutomatic(m.edition.charter, m.payload.Form) && !slices.ContainsFunc(m.envelope.Signatures, func(s wire.Signature) bool {
		_, kid, err := s.Header()
		return err != nil || kid != parley.KeyIDOf(keyOf(sheet.Duty))
	})
}

// judge says by whom the message was released, or that it was not released as agreed, by the roster in force where it was
// sent; of a message that no key of its author signed, nothing. Compromises declared further on in the file are flagged.
func (v *verification) judge(m *message, roster *officer.Roster) error {
	c := officer.Case{
		Envelope: m.envelope, Payload: m.payload, Edition: m.edition.id, Roster: roster, Later: m.log.pages[len(m.log.pages)-1].roster,
		Date: m.sent.Date, Service: m.edition.charter.IsService(m.payload.Form), Minimum: Asked(m.edition.charter),
	}
	for _, l := range v.volumes(m.log.party) {
		for _, s := range l.sheets {
			for _, k := range s.Keys() {
				c.Sheets = append(c.Sheets, keyOf(k))
			}
		}
	}
	j := officer.Judge(c)
	if !j.Known {
		return parley.Wrap(j.Fault, parley.CodeNotReleased, "message %s is signed by no key that %s had: %s", m.id, m.log.party, parley.SentenceOf(j.Fault))
	}
	m.release = &j
	return nil
}

// notReleased returns why the message was not released as agreed; nil where it was, or where no roster is in force.
func (m *message) notReleased() error {
	if m.release == nil || m.release.Fault == nil {
		return nil
	}
	return parley.Wrap(m.release.Fault, parley.CodeNotReleased, "message %s was not released as agreed: %s", m.id, parley.SentenceOf(m.release.Fault))
}

func (m *message) checkBySheet(sheet *charter.Sheet, s wire.Signature) error {
	from := m.payload.From.Parley()
	_, kid, err := s.Header()
	if err != nil {
		return err
	}
	pub, duty := m.signerKey(sheet, from.Post, kid)
	if pub == nil {
		return parley.Errorf(parley.CodeBadSignature, "message %s is signed by the key %s, which may not sign for %s", m.id, kid, from)
	}
	if !s.Verify(pub, wire.AAD(wire.UseMessage, m.edition.id[:]), m.envelope.Payload) {
		return parley.Errorf(parley.CodeBadSignature, "the signature of key %s on message %s does not verify", kid, m.id)
	}
	m.duty = m.duty || duty
	return nil
}

func (m *message) signerKey(sheet *charter.Sheet, post parley.PostID, kid parley.KeyID) (pub ed25519.PublicKey, duty bool) {
	if pub, ok := sheet.OperatorFor(post, kid); ok {
		return pub, false
	}
	duties := keyOf(sheet.Duty)
	if parley.KeyIDOf(duties) == kid && isAutomatic(m.edition.charter, m.payload.Form) {
		return duties, true
	}
	return nil, false
}

func isAutomatic(c *charter.Charter, form string) bool {
	for _, f := range c.Forms {
		if f.Name == form {
			return f.Automatic
		}
	}
	return false
}
