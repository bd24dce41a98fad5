package control

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/url"
	"strconv"

	"parley"
	"parley/internal/node"
)

func message(id string) string { return "/v1/messages/" + url.PathEscape(id) }

// Charters lists the charters of the node.
func (c *Client) Charters(ctx context.Context) (v []node.CharterView, err error) {
	return v, c.json(ctx, get("/v1/charters", nil), &v)
}

// Edition returns the text of the edition in force.
func (c *Client) Edition(ctx context.Context, charter string) ([]byte, error) {
	return c.bytes(ctx, get("/v1/edition", url.Values{"charter": {charter}}))
}

// Adopt adopts an edition.
func (c *Client) Adopt(ctx context.Context, a node.Adoption) (v node.CharterView, err error) {
	return v, c.json(ctx, postJSON("/v1/charters", a), &v)
}

// Party returns the party file.
func (c *Client) Party(ctx context.Context) ([]byte, error) {
	return c.bytes(ctx, get("/v1/party", nil))
}

// Composer returns what a message is made with.
func (c *Client) Composer(ctx context.Context, charter string) (v node.Composer, err error) {
	return v, c.json(ctx, get("/v1/composer", url.Values{"charter": {charter}}), &v)
}

// Upload streams an attachment to the node.
func (c *Client) Upload(ctx context.Context, charter, id parley.Hash, salt [16]byte, size uint64, bytes io.Reader) error {
	q := url.Values{"charter": {charter.String()}, "salt": {hex.EncodeToString(salt[:])}, "size": {strconv.FormatUint(size, 10)}}
	return c.done(ctx, request{"PUT", "/v1/attachments/" + id.String(), q, io.LimitReader(bytes, int64(size)), int64(size)})
}

// Attachment returns the bytes of an attachment.
func (c *Client) Attachment(ctx context.Context, blob string) (io.ReadCloser, error) {
	return c.do(ctx, get("/v1/attachments/"+url.PathEscape(blob), nil))
}

// Submit hands an envelope to the node.
func (c *Client) Submit(ctx context.Context, envelope []byte, who node.Who) (v node.Submitted, err error) {
	return v, c.json(ctx, post("/v1/messages", url.Values{"user": {who.User}, "post": {who.Post}}, envelope), &v)
}

// Inbox lists messages received.
func (c *Client) Inbox(ctx context.Context, q node.Query) (v []node.MessageView, err error) {
	return v, c.json(ctx, get("/v1/inbox", values(q)), &v)
}

// Sent lists messages sent.
func (c *Client) Sent(ctx context.Context, q node.Query) (v []node.MessageView, err error) {
	return v, c.json(ctx, get("/v1/sent", values(q)), &v)
}

// Show returns one message.
func (c *Client) Show(ctx context.Context, id string) (v node.MessageView, err error) {
	return v, c.json(ctx, get(message(id), nil), &v)
}

// MarkRead notes that an officer has read the message.
func (c *Client) MarkRead(ctx context.Context, id string, who node.Who) error {
	return c.done(ctx, postJSON(message(id)+"/read", who))
}

// Wait returns when the message has got as far as step, or with CodeNotYet when ctx ends.
func (c *Client) Wait(ctx context.Context, id string, step string) error {
	err := c.done(ctx, get(message(id)+"/wait", url.Values{"step": {step}}))
	if err != nil && ctx.Err() != nil {
		return parley.Errorf(parley.CodeNotYet, "accepted, not yet %s", step)
	}
	return err
}

// Follow calls fn for each message that is stored or changes, until ctx ends, which is no error.
func (c *Client) Follow(ctx context.Context, own bool, fn func(node.MessageView) error) error {
	return c.FollowFrom(ctx, own, func() {}, fn)
}

// FollowFrom is Follow that calls heard once, when the node has begun to listen: whatever is stored later comes to fn.
func (c *Client) FollowFrom(ctx context.Context, own bool, heard func(), fn func(node.MessageView) error) error {
	body, err := c.do(ctx, get("/v1/follow", url.Values{"own": {strconv.FormatBool(own)}}))
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	defer body.Close()
	heard()
	for lines := json.NewDecoder(body); ; {
		var e event
		switch err := lines.Decode(&e); {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return c.broken(ctx, err)
		case e.Error != nil:
			return e.Error.err()
		case e.Message != nil:
			if err := fn(*e.Message); err != nil {
				return err
			}
		}
	}
}

// Lines returns the state of each line.
func (c *Client) Lines(ctx context.Context) (v []node.LineView, err error) {
	return v, c.json(ctx, get("/v1/lines", nil), &v)
}

// KeepLineSecret keeps a secret of a line that was given by hand.
func (c *Client) KeepLineSecret(ctx context.Context, g node.LineSecretGiven) (v node.LineSecretView, err error) {
	return v, c.json(ctx, postJSON("/v1/line/secret", g), &v)
}

// TestLine sends a line test now.
func (c *Client) TestLine(ctx context.Context, q node.LineQuery, who node.Who) (v node.LineTestView, err error) {
	return v, c.json(ctx, postJSON("/v1/lines/test", lineTest{q, who}), &v)
}

// LineTest says what became of a line test.
func (c *Client) LineTest(ctx context.Context, id string) (v node.LineTestView, err error) {
	return v, c.json(ctx, get(message(id)+"/test", nil), &v)
}

// Checkup says how the node is.
func (c *Client) Checkup(ctx context.Context) (v node.CheckupView, err error) {
	return v, c.json(ctx, get("/v1/checkup", nil), &v)
}

// LineHistory returns how both sides saw the lines.
func (c *Client) LineHistory(ctx context.Context, q node.LineQuery, days int) (v []node.LineDayView, err error) {
	return v, c.json(ctx, get("/v1/lines/history", url.Values{"charter": {q.Charter}, "party": {q.Party}, "days": {strconv.Itoa(days)}}), &v)
}

// Events lists the last alarms.
func (c *Client) Events(ctx context.Context) (v []node.EventView, err error) {
	return v, c.json(ctx, get("/v1/events", nil), &v)
}

// VerifyRecord checks all records.
func (c *Client) VerifyRecord(ctx context.Context) (v node.VerifyView, err error) {
	return v, c.json(ctx, request{"POST", "/v1/verify", nil, nil, 0}, &v)
}

// Backup has the node copy its database.
func (c *Client) Backup(ctx context.Context, path string) error {
	return c.done(ctx, postJSON("/v1/backup", backup{path}))
}

// Evidence returns an evidence file for one message.
func (c *Client) Evidence(ctx context.Context, id string, who node.Who) ([]byte, error) {
	return c.bytes(ctx, postJSON(message(id)+"/evidence", who))
}

// Proof returns the first proof found against a party's record.
func (c *Client) Proof(ctx context.Context, charter string, party parley.PartyID, who node.Who) ([]byte, error) {
	return c.bytes(ctx, postJSON("/v1/proof", proof{charter, party, who}))
}

// Journal lists local actions.
func (c *Client) Journal(ctx context.Context) (v []node.JournalView, err error) {
	return v, c.json(ctx, get("/v1/journal", nil), &v)
}

// VerifyJournal holds the journal against the heads that were signed over it.
func (c *Client) VerifyJournal(ctx context.Context) (v node.JournalCheckView, err error) {
	return v, c.json(ctx, get("/v1/journal/verify", nil), &v)
}

// Note enters a local action in the journal.
func (c *Client) Note(ctx context.Context, who node.Who, action, detail string) error {
	return c.done(ctx, postJSON("/v1/journal", note{who, action, detail}))
}
