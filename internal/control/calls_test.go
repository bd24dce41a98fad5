package control

import (
	"context"
	"fmt"
	"io"
	"strings"

	"parley"
	"parley/internal/node"
)

// calls makes every call that ends by itself; each returns what came back and how the fake must have been asked.
var calls = map[string]func(context.Context, node.API) (any, string, error){
	"charters": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Charters(ctx)
		return v, "charters", err
	},
	"edition": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Edition(ctx, "a b&c")
		return v, "edition a b&c", err
	},
	"adopt": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Adopt(ctx, node.Adoption{Text: []byte("t\x00"), Signatures: []string{"— a b\n"}, Parties: [][]byte{{1}, {2}}, Who: who})
		return v, "adopt t\x00 [\"— a b\\n\"] 2 {ann duty}", err
	},
	"proceedings": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Proceedings(ctx, "c1")
		return v, "proceedings c1", err
	},
	"proceeding": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Proceeding(ctx, "p1")
		return v, "proceeding p1", err
	},
	"proceeding edition": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.ProceedingEdition(ctx, "p1")
		return v, "proceeding edition p1", err
	},
	"outcome": func(ctx context.Context, c node.API) (any, string, error) {
		b, err := c.Outcome(ctx, "p1", who)
		return b, "outcome p1 {ann duty}", err
	},
	"board": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Board(ctx)
		return v, "board", err
	},
	"drafting": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Drafting(ctx, "c1", "f 1")
		return v, "drafting c1 f 1", err
	},
	"party": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Party(ctx)
		return v, "party", err
	},
	"composer": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Composer(ctx, "")
		return v, "composer ", err
	},
	"upload": func(ctx context.Context, c node.API) (any, string, error) {
		h := parley.Sum(nil)
		err := c.Upload(ctx, h, h, [16]byte{15: 1}, 5, strings.NewReader("hello"))
		return nil, fmt.Sprintf("upload %s %s 00000000000000000000000000000001 5", h, h), err
	},
	"attachment": func(ctx context.Context, c node.API) (any, string, error) {
		r, err := c.Attachment(ctx, "b1")
		if err != nil {
			return nil, "attachment b1", err
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		return b, "attachment b1", err
	},
	"submit": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Submit(ctx, []byte("env"), who)
		return v, "submit env {ann duty}", err
	},
	"inbox": func(ctx context.Context, c node.API) (any, string, error) {
		q := node.Query{Charter: "c", Search: "a&b \"ё\"", Precedence: []string{"flash"}, Form: "text", State: "read", Post: "duty", Party: "south",
			Handling: "x", From: 1, Until: 1 << 50, After: 3, Before: 1 << 60, Newest: true, Limit: 2, Who: who}
		v, err := c.Inbox(ctx, q)
		return len(v), fmt.Sprintf("inbox %+v", q), err
	},
	"sent": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Sent(ctx, node.Query{})
		return v, fmt.Sprintf("sent %+v", node.Query{}), err
	},
	"show": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Show(ctx, "../journal?a=/b")
		return v, "show ../journal?a=/b", err
	},
	"read": func(ctx context.Context, c node.API) (any, string, error) {
		return nil, "read m1 {ann duty}", c.MarkRead(ctx, "m1", who)
	},
	"wait": func(ctx context.Context, c node.API) (any, string, error) {
		return nil, "wait now recorded", c.Wait(ctx, "now", "recorded")
	},
	"lines": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Lines(ctx)
		return v, "lines", err
	},
	"line test": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.TestLine(ctx, node.LineQuery{Charter: "c", Party: "south"}, who)
		return v, "test {Charter:c Party:south} {ann duty}", err
	},
	"line secret": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.KeepLineSecret(ctx, node.LineSecretGiven{LineQuery: node.LineQuery{Party: "south"}, Secret: []byte("told to nobody"), Who: who})
		return v, "secret of 14 bytes to south {ann duty}", err
	},
	"tested": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.LineTest(ctx, "m1")
		return v, "tested m1", err
	},
	"history": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.LineHistory(ctx, node.LineQuery{Charter: "c", Party: "south"}, 7)
		return v, "history {Charter:c Party:south} 7", err
	},
	"events": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Events(ctx)
		return v, "events", err
	},
	"checkup": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Checkup(ctx)
		return v, "checkup", err
	},
	"backup": func(ctx context.Context, c node.API) (any, string, error) {
		return nil, "backup /srv/copy of ?", c.Backup(ctx, "/srv/copy of ?")
	},
	"verify": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.VerifyRecord(ctx)
		return v, "verify", err
	},
	"proof": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Proof(ctx, "c", "south", who)
		return v, "proof c south {ann duty}", err
	},
	"evidence": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Evidence(ctx, "m1", who)
		return v, "evidence m1 {ann duty}", err
	},
	"journal": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Journal(ctx)
		return v, "journal", err
	},
	"journal verify": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.VerifyJournal(ctx)
		return v, "journal verify", err
	},
	"note": func(ctx context.Context, c node.API) (any, string, error) {
		return nil, "note {ann duty} export x y", c.Note(ctx, who, "export", "x y")
	},
}
