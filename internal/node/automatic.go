package node

import (
	"io"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// A saying is what the node says by itself to one party, under its duty key, at ROUTINE.
type saying struct {
	t     *table
	to    *seat
	form  string
	text  string
	reply *parley.Hash
}

// sayingJob returns the job that enters a saying in the record and sends it, and the id of its message. It is an error
// where the charter does not list the form as automatic.
func (n *Node) sayingJob(x saying) (j *job, id parley.Hash, err error) {
	if !formAutomatic(x.t.charter(), x.form) {
		return nil, id, parley.Errorf(parley.CodeBadMessage, "the charter does not list the form %q as one that a node may sign by itself", x.form)
	}
	p, err := n.automaticPayload(x)
	if err != nil {
		return nil, id, err
	}
	e, err := wire.Seal(p, x.t.edition().id, n.own().keys.Duty)
	if err != nil {
		return nil, id, err
	}
	if v := n.judgeOwn(x.t, e, p); v.verdict != accepted {
		return nil, id, v.err(p)
	}
	return n.leaveJob(x.t, e, p, nil), e.ID(), nil
}

func (n *Node) automaticPayload(x saying) (*wire.Payload, error) {
	c := x.t.charter()
	own := c.Party(x.t.own().id)
	if own == nil {
		return nil, parley.Errorf(parley.CodeUnknownParty, "this party is none of the charter any more")
	}
	page, err := n.pageNow(x.t)
	if err != nil {
		return nil, err
	}
	p := &wire.Payload{
		Time: n.now(), From: wire.AddressOf(parley.Address{Party: own.ID, Post: own.Posts[0]}), Action: []wire.Address{{Party: x.to.id}},
		Edition: c.Edition, Roster: page, Form: x.form, Lang: spokenIn(c), Exercise: c.Exercise,
		Body: []byte(x.text), Refers: wire.Refers{ReplyTo: x.reply},
	}
	_, err = io.ReadFull(n.cfg.Rand, p.Nonce[:])
	return p, err
}

// spokenIn is the language of what a node says by itself: the charter's first authentic one.
func spokenIn(c *charter.Charter) string {
	if len(c.Authentic) > 0 {
		return c.Authentic[0]
	}
	return "en"
}

// unlisted reports whether a message stands in no list, as an acknowledgement does: a node's own answer to a line test,
// and its line day, in the words that hold nothing else [LINK-56]. In any other words they are listed.
func unlisted(m store.Message) bool {
	switch m.Form {
	case wire.FormAck:
		return true
	case link.FormTestAnswer, link.FormLineDay:
		if erased(m) {
			return true
		}
	}
	switch m.Form {
	case link.FormTestAnswer, link.FormLineDay:
		_, p, err := wire.DecodeEnvelope(m.Envelope)
		return err == nil && p.Subject == "" && p.Handling == "" && len(p.Blobs) == 0 && link.IsPlain(p.Form, p.Body)
	}
	return false
}
