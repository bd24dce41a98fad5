package officer

import (
	"crypto/ed25519"
	"slices"

	"parley"
	"parley/wire"
)

// A Case is a message of a party whose record has a roster, as it is to be judged.
type Case struct {
	Envelope *wire.Envelope
	Payload  *wire.Payload       // what DecodeEnvelope returned with it
	Edition  parley.Hash         // id of the edition under which it was made
	Roster   *Roster             // of the originator, as in force at the place of the sent leaf
	Later    *Roster             // the same as far as it is known by now, for compromises declared since; nil: Roster
	Sheets   []ed25519.PublicKey // keys of the sheets that the party had: they sign no more, and are no strangers
	Date     parley.Millis       // of the sent leaf; 0: not known yet, and from and until are not looked at
	Service  bool                // the form is ack, or the charter calls it service
	Minimum  []Minimum           // what the charter asks for
}

// A Judgement says who did what to a message, and whether it was released as its roster and the charter ask.
type Judgement struct {
	Drafted   []ID // officers with a good signature that says so, each once, in ascending order
	Reviewed  []ID
	Released  []ID
	Emergency []ID // who released it by the emergency path; not empty: it is shown as such

	Signatures []Finding // one for each signature, in their order
	Known      bool      // a key that the party ever had has signed it; otherwise it is forged, to be dropped and counted
	Fault      error     // why it was not released as agreed, code not-released; nil: it was
}

// A Finding is what one signature comes to.
type Finding struct {
	Key         parley.KeyID
	Officer     ID     // whose key it is or was; empty: nobody's
	Use         string // what was said, as a use of package wire; empty where it does not verify
	Compromised bool   // the key is declared to have been in other hands when the message was sent
	Outside     bool   // the message is dated outside the officer's time
	Fault       error  // why the signature does not count; nil: it does
}

// rightOf is what an officer needs for each use.
var rightOf = map[string]Rights{
	wire.UseDraft: Draft, wire.UseReview: Review, wire.UseMessage: Release, wire.UseEmergency: Release,
}

// messageUses are the uses of signatures on a message, the most frequent first.
var messageUses = []string{wire.UseMessage, wire.UseReview, wire.UseDraft, wire.UseEmergency}

// Judge says who drafted, reviewed and released a message, and whether that is what roster and charter ask for
// [OFF-22] to [OFF-26]. It reads no clock and nothing but its argument. What the duty key signs alone, in an automatic
// form, is not judged here.
func Judge(c Case) Judgement {
	if c.Later == nil {
		c.Later = c.Roster
	}
	var j Judgement
	for _, s := range c.Envelope.Signatures {
		f, known := c.find(s)
		j.Known = j.Known || known
		j.Signatures = append(j.Signatures, f)
		if f.Fault != nil {
			j.Fault = first(j.Fault, f.Fault)
			continue
		}
		switch f.Use {
		case wire.UseDraft:
			j.Drafted = insert(j.Drafted, f.Officer)
		case wire.UseReview:
			j.Reviewed = insert(j.Reviewed, f.Officer)
		case wire.UseMessage:
			j.Released = insert(j.Released, f.Officer)
		case wire.UseEmergency:
			j.Emergency = insert(j.Emergency, f.Officer)
		}
	}
	j.Fault = first(j.Fault, c.released(j))
	return j
}

// Compromised reports whether a key that signed was declared compromised for the time of the message: a flag, which
// undoes nothing.
func (j Judgement) Compromised() bool {
	return slices.ContainsFunc(j.Signatures, func(f Finding) bool { return f.Compromised })
}

// insert puts id where it stands in ascending order, once.
func insert(all []ID, id ID) []ID {
	i, there := slices.BinarySearch(all, id)
	if there {
		return all
	}
	return slices.Insert(all, i, id)
}

// find says what one signature comes to, and whether it is one by a key that the party has or had.
func (c Case) find(s wire.Signature) (Finding, bool) {
	_, kid, err := s.Header()
	f := Finding{Key: kid}
	h, known := c.Later.Key(kid)
	if !known {
		h, known = c.Roster.Key(kid)
	}
	if err != nil || !known {
		f.Fault = notReleased("the key %s that signed the message is none of the roster of %s", kid, c.Roster.party)
		return f, c.bySheet(s, kid)
	}
	f.Officer = h.Officer
	for _, use := range messageUses {
		if err = h.Key.Verify(s, use, c.Edition[:], c.Envelope.Payload); err == nil {
			f.Use = use
			break
		}
		f.Fault = first(f.Fault, parley.Wrap(err, parley.CodeNotReleased, "the signature of the officer %s is not one of this message under this edition", h.Officer))
	}
	if f.Use == "" {
		return f, false
	}
	f.Compromised = h.Compromised != nil && (c.Date == 0 || c.Date >= *h.Compromised)
	f.Outside, f.Fault = c.may(kid, f.Use)
	return f, true
}

// may reports why the holder of a key may not say so of the message, by the roster in force where it was sent [OFF-23].
func (c Case) may(kid parley.KeyID, use string) (outside bool, fault error) {
	h, there := c.Roster.Key(kid)
	o, post, right := c.Roster.officers[h.Officer], *c.Payload.From.Post, rightOf[use]
	if use == wire.UseMessage && c.Service {
		right = Watch
	}
	switch {
	case !there || h.Out || o.Revoked:
		return false, notReleased("the key %s that signed the message was not in force when it was sent", kid)
	case right.anywhere() && !o.somewhere(right):
		return false, notReleased("the officer %s has not the right to %s at any post", o.ID, right)
	case !right.anywhere() && !o.Rights(post).Has(right):
		return false, notReleased("the officer %s has not the right to %s at the post %s", o.ID, right, post)
	case c.Date != 0 && !o.ValidAt(c.Date):
		return true, notReleased("the message is dated outside the time for which the officer %s is enrolled", o.ID)
	}
	return false, nil
}

// bySheet reports whether a key of the party's sheets made s: it signs nothing any more, and is no stranger's.
func (c Case) bySheet(s wire.Signature, kid parley.KeyID) bool {
	return slices.ContainsFunc(c.Sheets, func(k ed25519.PublicKey) bool {
		return parley.KeyIDOf(k) == kid && s.Verify(k, wire.AAD(wire.UseMessage, c.Edition[:]), c.Envelope.Payload)
	})
}

// released holds the good signatures against what is asked for [OFF-24] [OFF-25].
func (c Case) released(j Judgement) error {
	switch {
	case c.Payload.From.Party != c.Roster.party:
		return notReleased("the message is of %s, and the roster of %s", c.Payload.From.Party, c.Roster.party)
	case c.Service && len(j.Released) == 0:
		return notReleased("no officer with the right to watch has signed the message")
	case c.Service:
		return nil
	case len(j.Released)+len(j.Emergency) == 0:
		return notReleased("no officer has released the message")
	}
	for _, m := range c.Minimum {
		if m.Covers(c.Payload) {
			if err := m.Meets(j); err != nil {
				return err
			}
		}
	}
	return nil
}

func notReleased(format string, args ...any) error {
	return parley.Errorf(parley.CodeNotReleased, format, args...)
}
