package control

import (
	"context"

	"parley"
	"parley/internal/node"
)

func (f *fake) ReplaceSheet(_ context.Context, r node.Replacement) (node.SheetView, error) {
	return node.SheetView{Number: 2, Entered: 1}, f.note("replace %s %v", r.PartyFile, r.Who)
}

func (f *fake) TakeSheet(_ context.Context, r node.Replacement) (node.SheetView, error) {
	return node.SheetView{Number: 3}, f.note("take sheet %s %v", r.PartyFile, r.Who)
}

func (f *fake) Editions(_ context.Context, charter string) ([]node.EditionFile, error) {
	return []node.EditionFile{{Text: []byte("edition: 1\n"), Signatures: []string{"— a b\n"}}}, f.note("editions %s", charter)
}

func (f *fake) Erase(_ context.Context, id, reason string, who node.Who) (node.MessageView, error) {
	return node.MessageView{ID: id}, f.note("erase %s %s %v", id, reason, who)
}

func (f *fake) DraftWithdrawal(_ context.Context, charter string, from parley.Millis) (node.WithdrawalDraft, error) {
	return node.WithdrawalDraft{Party: "north", From: from}, f.note("draft withdrawal %s %d", charter, from)
}

func (f *fake) EnterRosterAct(_ context.Context, a node.ActEntering) (node.RosterActView, error) {
	return node.RosterActView{Number: 7, Hash: "h"}, f.note("enter %s %v", a.Act, a.Who)
}

func (f *fake) Roster(_ context.Context, charter, party string) (node.RosterView, error) {
	return node.RosterView{Party: party, Page: 7, Officers: []node.OfficerView{}}, f.note("roster %s %s", charter, party)
}

func (f *fake) Sheets(_ context.Context, charter string) ([]node.SheetKeysView, error) {
	return []node.SheetKeysView{{Party: "north", Number: 2}}, f.note("sheets %s", charter)
}

func (f *fake) Withdraw(_ context.Context, w node.Withdrawing) (node.DepartureView, error) {
	return node.DepartureView{Party: "north"}, f.note("withdraw %s %v", w.Statement, w.Who)
}

func (f *fake) DraftRoots(_ context.Context, root parley.Hash) ([]node.RootDraft, error) {
	return []node.RootDraft{{Party: "north", Number: 1}}, f.note("draft roots %s", root)
}

func (f *fake) ReplaceRoot(_ context.Context, r node.RootReplacement) (node.SheetView, error) {
	return node.SheetView{Number: 2}, f.note("replace root %s %s %v", r.Statements, r.PartyFile, r.Who)
}

func (f *fake) RootChanges(_ context.Context, charter string) ([][]byte, error) {
	return [][]byte{[]byte("parley-root/1")}, f.note("root changes %s", charter)
}

func init() {
	calls["take sheet"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.TakeSheet(ctx, node.Replacement{PartyFile: []byte("file"), Who: who})
		return v, "take sheet file {ann duty}", err
	}
	calls["draft roots"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.DraftRoots(ctx, parley.Hash{1})
		return v, "draft roots " + parley.Hash{1}.String(), err
	}
	calls["replace root"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.ReplaceRoot(ctx, node.RootReplacement{Statements: [][]byte{[]byte("x")}, PartyFile: []byte("file"), Who: who})
		return v, "replace root [x] file {ann duty}", err
	}
	calls["root changes"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.RootChanges(ctx, "a b")
		return v, "root changes a b", err
	}
	calls["draft withdrawal"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.DraftWithdrawal(ctx, "a b", 1800000000000)
		return v, "draft withdrawal a b 1800000000000", err
	}
	calls["withdraw"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Withdraw(ctx, node.Withdrawing{Statement: []byte("statement"), Who: who})
		return v, "withdraw statement {ann duty}", err
	}
	calls["enter roster act"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.EnterRosterAct(ctx, node.ActEntering{Act: []byte("act"), Who: who})
		return v, "enter act {ann duty}", err
	}
	calls["roster"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Roster(ctx, "a b", "north")
		return v, "roster a b north", err
	}
	calls["sheets"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Sheets(ctx, "a b")
		return v, "sheets a b", err
	}
	calls["erase"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Erase(ctx, "m1", "its time is over", who)
		return v.ID, "erase m1 its time is over {ann duty}", err
	}
	calls["editions"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Editions(ctx, "a b")
		return v, "editions a b", err
	}
	calls["replace sheet"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.ReplaceSheet(ctx, node.Replacement{PartyFile: []byte("file"), Who: who})
		return v, "replace file {ann duty}", err
	}
}
