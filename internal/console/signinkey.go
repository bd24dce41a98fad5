package console

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"time"

	"parley"
	"parley/internal/node"
	"parley/internal/signin"
	"parley/officer"
)

// challengeLife is how long a challenge is answered.
const challengeLife = 5 * time.Minute

// challenge makes one that nothing is kept of: its nonce is a code over the rest, by a secret of this run. So whoever finds
// the port can fill no memory.
func (c *Console) challenge() signin.Challenge {
	x := signin.Challenge{Party: c.cfg.Party, Console: c.cfg.Base, Time: parley.MillisOf(c.cfg.Now())}
	x.Nonce = c.nonce(x)
	return x
}

func (c *Console) nonce(x signin.Challenge) string {
	x.Nonce = ""
	h := hmac.New(sha256.New, c.secret)
	h.Write(x.Text())
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// isOurs reports why a challenge is not one of this console that may be answered now.
func (c *Console) isOurs(x signin.Challenge) error {
	age := c.cfg.Now().Sub(x.Time.Time())
	switch {
	case !hmac.Equal([]byte(c.nonce(x)), []byte(x.Nonce)):
		return parley.Errorf(parley.CodeBadSignature, "the challenge is of another console, or of this one before it was started again; load the page and sign the new one")
	case age >= challengeLife || age < 0:
		return parley.Errorf(parley.CodeExpired, "the challenge is older than %s; load the page and sign the new one", challengeLife)
	}
	return nil
}

// ask puts on the sign-in page what officers can answer: a passkey of this console, any other key.
func (c *Console) ask(ctx context.Context, p *SignInPage) error {
	var any *officer.Key
	_, err := c.holder(ctx, func(k officer.Key) bool {
		if k.Kind == officer.KindPasskey && slices.Contains(k.Extra.Origins, c.cfg.Base) {
			any = &k
			return true
		}
		p.Word = "some"
		return false
	})
	if any == nil && p.Word == "" {
		return err
	}
	x := c.challenge()
	p.Word = x.Encode()
	if any != nil {
		sum := parley.Sum(x.Text())
		p.Asks = &Asking{Challenge: base64.RawURLEncoding.EncodeToString(sum[:]), RP: any.Extra.RPID, Text: p.Word, Preferred: true}
	}
	return nil
}

// withPasskey signs in whoever holds a passkey in force: the browser found it by itself.
func (c *Console) withPasskey(w http.ResponseWriter, r *http.Request) {
	x, err := signin.Decode(r.PostFormValue("text"))
	if err == nil {
		err = c.isOurs(x)
	}
	g, bad := given(r)
	if err == nil {
		err = bad
	}
	if err != nil {
		c.askToSignIn(w, r, SignInPage{Fault: parley.SentenceOf(err)})
		return
	}
	h, err := c.holder(r.Context(), func(k officer.Key) bool {
		return k.Kind == officer.KindPasskey && slices.Contains(k.Extra.Origins, c.cfg.Base) && k.VerifyAsked(x.Text(), g.authenticator, g.client, g.signature) == nil
	})
	if err == nil {
		c.sessions.learn(h.key.ID(), g.credential)
	}
	c.enter(w, r, x, h, byPasskey, err)
}

// withAnswer signs in whoever has a key in force sign the challenge, with parley login --answer.
func (c *Console) withAnswer(w http.ResponseWriter, r *http.Request) {
	a, x, err := signin.DecodeAnswer(r.PostFormValue("answer"))
	if err == nil {
		err = c.isOurs(x)
	}
	var kid parley.KeyID
	if err == nil {
		kid, err = a.Key()
	}
	var h holder
	if err == nil {
		h, err = c.holder(r.Context(), func(k officer.Key) bool { return k.ID() == kid && a.Verify(k) == nil })
	}
	c.enter(w, r, x, h, byAgent, err)
}

// A holder is an officer in force, with the key that he answered by.
type holder struct {
	officer node.OfficerView
	key     officer.Key
}

// holder finds the officer in force, under any charter, one of whose keys in force answers.
func (c *Console) holder(ctx context.Context, answers func(officer.Key) bool) (h holder, err error) {
	list, err := c.api.Charters(ctx)
	if err != nil {
		return h, err
	}
	for _, ch := range list {
		roster, err := c.api.Roster(ctx, ch.ID, "")
		if err != nil {
			return h, err
		}
		for _, o := range roster.Officers {
			for _, k := range o.Keys {
				key, err := officer.DecodeKey(k.Key)
				if err == nil && o.State == officerServes && k.InForce && answers(key) {
					return holder{o, key}, nil
				}
			}
		}
	}
	return h, parley.Errorf(parley.CodeBadKey, "no officer in force of this party has a key that this is signed by")
}

// enter begins the session of an officer who answered a challenge, or says why it does not begin.
func (c *Console) enter(w http.ResponseWriter, r *http.Request, x signin.Challenge, h holder, how string, err error) {
	var cookie *http.Cookie
	if err == nil {
		cookie, err = c.sessions.enter(x.Nonce, session{who: node.Who{User: h.officer.ID, Post: postOf(h.officer)}, officer: h.officer.ID, how: how, agent: r.UserAgent()})
	}
	if err != nil {
		c.askToSignIn(w, r, SignInPage{Fault: parley.SentenceOf(err)})
		return
	}
	http.SetCookie(w, cookie)
	http.Redirect(w, r, ownPath(r.PostFormValue("back")), http.StatusSeeOther)
}

// postOf is the post for which an officer acts at first: the first where he has the watch, else his first.
func postOf(o node.OfficerView) string {
	for _, p := range o.Posts {
		if slices.Contains(p.Rights, rightWatch) {
			return p.Post
		}
	}
	if len(o.Posts) > 0 {
		return o.Posts[0].Post
	}
	return ""
}
