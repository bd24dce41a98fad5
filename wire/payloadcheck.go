package wire

import (
	"unicode/utf8"

	"parley"
)

// Check reports the first field that no message may have.
func (p *Payload) Check() error {
	for _, check := range []func() error{p.checkAddresses, p.checkParticipants, p.checkNumbers, p.checkWords, p.checkBody, p.checkBlobs} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func bad(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadMessage, format, args...)
}

func (p *Payload) checkAddresses() error {
	if p.From.Post == nil {
		return bad("the originator has no post")
	}
	if err := checkAddress(p.From); err != nil {
		return err
	}
	if len(p.Action) == 0 {
		return bad("the message has no action addressee")
	}
	if len(p.Action)+len(p.Info) > MaxPosts {
		return bad("the message has more than %d addressees", MaxPosts)
	}
	seen := map[parley.Address]bool{}
	for _, a := range append(append([]Address(nil), p.Action...), p.Info...) {
		if err := checkAddress(a); err != nil {
			return err
		}
		if a.Party == p.From.Party {
			return bad("the addressee %s is the originator's own party", a.Parley())
		}
		if seen[a.Parley()] {
			return bad("the addressee %s stands twice", a.Parley())
		}
		seen[a.Parley()] = true
	}
	return nil
}

func (p *Payload) checkParticipants() error {
	if len(p.Participants) > MaxParties {
		return bad("the message names more than %d participants", MaxParties)
	}
	there := map[parley.PartyID]bool{}
	for _, id := range p.Participants {
		if err := parley.CheckName("party", string(id)); err != nil {
			return err
		}
		if there[id] {
			return bad("the participant %s stands twice", id)
		}
		there[id] = true
	}
	return nil
}

func checkAddress(a Address) error {
	if err := parley.CheckName("party", string(a.Party)); err != nil {
		return err
	}
	if a.Post == nil {
		return nil
	}
	return parley.CheckName("post", string(*a.Post))
}

func (p *Payload) checkNumbers() error {
	switch {
	case p.Time < parley.EarliestMillis || p.Time > parley.MaxMillis:
		return bad("the message's time is before 2020 or cannot be written")
	case !p.Precedence.Valid() || !p.InfoPrecedence.Valid():
		return bad("the precedence is none of 0 to 3")
	case p.Edition == 0:
		return bad("the edition number is 0")
	case p.Expires != nil && (*p.Expires <= p.Time || *p.Expires > parley.MaxMillis):
		return bad("the message expires before it was made")
	case len(p.Seen) > MaxSeen || len(p.Texts) > MaxSeen:
		return bad("the message names more than %d acts seen or texts agreed to", MaxSeen)
	}
	return nil
}

func (p *Payload) checkWords() error {
	if p.Form == "" {
		return bad("the form is empty")
	}
	for _, w := range []struct{ name, s string }{{"form", p.Form}, {"act", p.Act}, {"handling", p.Handling}} {
		if err := CheckLine(w.name, w.s, MaxWord); err != nil {
			return err
		}
	}
	if err := CheckLine("subject", p.Subject, MaxSubject); err != nil {
		return err
	}
	return CheckLang(p.Lang)
}

func (p *Payload) checkBody() error {
	if p.Form == FormAck {
		return p.checkAck()
	}
	if p.Refers.Acknowledges != nil {
		return bad("only the form ack acknowledges a message")
	}
	if p.Form == FormText {
		return checkText(p.Body)
	}
	return nil
}

// checkAck holds that an acknowledgement says one thing to one party [WIRE-14].
func (p *Payload) checkAck() error {
	only := Refers{Acknowledges: p.Refers.Acknowledges}
	if len(p.Body) != 0 || len(p.Blobs) != 0 || p.Refers.Acknowledges == nil || p.Refers != only || len(p.Action) != 1 || len(p.Info) != 0 {
		return bad("an acknowledgement has no body and no attachment, names one message and goes to its author alone")
	}
	return nil
}

func checkText(b []byte) error {
	switch {
	case len(b) == 0:
		return bad("the text is empty")
	case len(b) > MaxText:
		return parley.Errorf(parley.CodeTooLarge, "the text has %d bytes, more than %d", len(b), MaxText)
	case !utf8.Valid(b):
		return bad("the text is not UTF-8")
	}
	return nil
}

func (p *Payload) checkBlobs() error {
	if len(p.Blobs) > MaxBlobs {
		return bad("the message has more than %d attachments", MaxBlobs)
	}
	if (p.Salt == nil) != (len(p.Blobs) == 0) {
		return bad("a salt stands in a message if and only if it has attachments")
	}
	for _, b := range p.Blobs {
		if err := CheckFileName(b.Name); err != nil {
			return err
		}
		if err := CheckLine("media type", b.MediaType, MaxMediaType); err != nil {
			return err
		}
		if err := CheckBlobSize(b.Name, b.Size); err != nil {
			return err
		}
	}
	return nil
}
