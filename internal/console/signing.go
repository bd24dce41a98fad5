package console

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"

	"parley"
	"parley/internal/node"
	"parley/internal/release"
	"parley/officer"
	"parley/wire"
)

const actEmergency = "emergency"

// An Offer is an act that an officer can do with a draft, with one of his keys.
type Offer struct {
	Act, Key  string  // the key by its id
	Kind      string  // ed25519, ssh or passkey
	Asks      *Asking // what the browser is asked for; nil: this browser cannot
	Elsewhere string  // origin of the page where the passkey can be asked
	Several   bool    // the officer has several keys for it
	Command   string  // which does the same; empty for the author's signature, which the command line gives with the text
}

// An Asking is what a browser is asked for: an assertion by a passkey. Bytes are in base64url.
type Asking struct {
	Challenge  string `json:"challenge"`
	RP         string `json:"rp"`
	Credential string `json:"credential,omitempty"` // none: whichever its user chooses
	Verified   bool   `json:"verified"`
	Preferred  bool   `json:"preferred,omitempty"` // that its user is verified: what the key's enrolment asks is not known yet
	Text       string `json:"-"`                   // of which the challenge is the hash, where the page sends it back
}

// JSON is the asking as the page's script reads it.
func (a Asking) JSON() (string, error) {
	b, err := json.Marshal(a)
	return string(b), err
}

// offers puts on the page what its officer can sign, or says why there is nothing.
func (c *Console) offers(ctx context.Context, v *visit, p *DraftPage, d node.DraftView) error {
	var last error
	for _, act := range signingActs {
		if !slices.Contains(d.WaitsFor[act], p.Officer) && act != actEmergency {
			continue
		}
		x, err := c.api.PrepareDraft(ctx, d.ID, node.Preparing{Officer: p.Officer, Act: act, Who: v.who})
		if err != nil {
			if act != actEmergency {
				last = err
			}
			continue
		}
		p.Payload = parley.Sum(x.Payload).String()
		offers, err := c.offersOf(x, v.session)
		if err != nil {
			return err
		}
		for i := range offers {
			offers[i].Command = offers[i].command(d.ID, p.Officer)
		}
		p.Offers = append(p.Offers, offers...)
	}
	if len(p.Offers) == 0 {
		p.Why = c.whyNot(ctx, p, d, v, last)
	}
	return nil
}

// offersOf makes an offer of each key that could sign what was prepared.
func (c *Console) offersOf(x node.Prepared, s session) (out []Offer, err error) {
	use, err := useOf(x.Act)
	if err != nil {
		return nil, err
	}
	for _, b := range x.Keys {
		k, err := officer.DecodeKey(b)
		if err != nil {
			return nil, err
		}
		o := Offer{Act: x.Act, Key: k.ID().String(), Kind: k.Kind.String(), Several: len(x.Keys) > 1}
		if k.Kind == officer.KindPasskey {
			if slices.Contains(k.Extra.Origins, c.cfg.Base) {
				o.Asks = c.asking(k, k.Request(use, x.EditionID, x.Payload).Challenge, s)
			} else {
				o.Elsewhere = oneLine(k.Extra.Origins[0])
			}
		}
		out = append(out, o)
	}
	return out, nil
}

// command is the verb that signs so.
func (o Offer) command(draft, by string) string {
	verb, with := map[string]string{"review": "review", "release": "release", actEmergency: "release --emergency"}[o.Act], "--key FILE"
	if o.Kind == officer.KindSSH.String() {
		with = "--agent env"
	}
	if verb == "" {
		return ""
	}
	return "parley " + verb + " --dir DIR " + draft + " --as " + by + " " + with
}

func useOf(act string) (string, error) {
	a, err := release.ParseAct(act)
	if err != nil {
		return "", err
	}
	return release.UseOf(a), nil
}

// asking asks for an assertion by a passkey over a challenge: by the very credential where this session knows it.
func (c *Console) asking(k officer.Key, challenge []byte, s session) *Asking {
	a := &Asking{Challenge: base64.RawURLEncoding.EncodeToString(challenge), RP: k.Extra.RPID, Verified: k.Extra.Verified}
	if id := c.sessions.credential(k.ID()); id != nil {
		a.Credential = base64.RawURLEncoding.EncodeToString(id)
	}
	return a
}

// signDraft takes the assertion that the browser gave. What it says, and whose it is, the node finds by the roster.
func (c *Console) signDraft(v *visit) error {
	id, act := v.r.PathValue("id"), v.r.FormValue("act")
	by := v.officer
	if by == "" {
		by = v.r.FormValue("as")
	}
	d, err := c.takeSignature(v, id, by, act)
	if err != nil {
		return c.showDraft(v, id, err)
	}
	c.desk.changed()
	next := "/drafts/" + d.ID + "?done=signed"
	switch {
	case d.State == "released" && d.Message.Refers.Acknowledges != nil:
		next = "/message/" + *d.Message.Refers.Acknowledges + "?done=acknowledged"
	case d.State == "released":
		next = "/message/" + d.Message.ID + "?done=sent"
	case v.officer == "":
		next += "&as=" + by
	}
	http.Redirect(v.w, v.r, next, http.StatusSeeOther)
	return nil
}

func (c *Console) takeSignature(v *visit, id, by, act string) (d node.DraftView, err error) {
	x, err := c.api.PrepareDraft(v.r.Context(), id, node.Preparing{Officer: by, Act: act, Who: v.who})
	if err != nil {
		return d, err
	}
	if parley.Sum(x.Payload).String() != v.r.FormValue("payload") {
		return d, parley.Errorf(parley.CodeBadSignature, "the draft was changed after it was shown: look at it again, and sign again")
	}
	if act != actEmergency && !slices.Contains(x.Draft.WaitsFor[act], by) {
		return d, parley.Errorf(parley.CodeDuplicate, "the draft does not lack this any more: another officer signed it meanwhile")
	}
	for _, b := range x.Keys {
		k, err := officer.DecodeKey(b)
		if err != nil {
			return d, err
		}
		if k.ID().String() != v.r.FormValue("key") || k.Kind != officer.KindPasskey {
			continue
		}
		g, err := given(v.r)
		if err != nil {
			return d, err
		}
		sig, err := k.FromPasskey(g.authenticator, g.client, g.signature)
		if err != nil {
			return d, err
		}
		return c.api.SignDraft(v.r.Context(), id, node.DraftSigning{Act: act, Signature: wire.Marshal(sig), Who: v.who})
	}
	return d, parley.Errorf(parley.CodeBadKey, "the key is no passkey that %.40s could sign this draft with", by)
}

// An assertion is what a browser gave of a passkey.
type assertion struct{ credential, authenticator, client, signature []byte }

// maxAssertion bounds each part of an assertion, in base64url.
const maxAssertion = 8 << 10

// given reads an assertion from the fields that the page's script fills in.
func given(r *http.Request) (a assertion, err error) {
	for name, to := range map[string]*[]byte{"credential": &a.credential, "authenticator": &a.authenticator, "client": &a.client, "signature": &a.signature} {
		text := r.PostFormValue(name)
		if len(text) > maxAssertion {
			return a, parley.Errorf(parley.CodeTooLarge, "what the browser gave of the passkey is too large")
		}
		if *to, err = base64.RawURLEncoding.Strict().DecodeString(text); err != nil || len(*to) == 0 {
			return a, parley.Errorf(parley.CodeBadEncoding, "the browser gave no signature of a passkey")
		}
	}
	return a, nil
}
