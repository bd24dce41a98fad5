package control

import (
	"context"

	"parley/internal/node"
)

func (f *fake) Heads(context.Context) ([]node.HeadsView, error) {
	return []node.HeadsView{{Charter: "c1", Records: []node.HeadView{{Party: "north", Mirrors: []node.MirrorView{{Party: "south", Size: 3}}, Proofs: []node.ProofView{}}}}}, f.note("heads")
}

func (f *fake) ProofNamed(_ context.Context, hash string, who node.Who) ([]byte, error) {
	return []byte("proof\x00"), f.note("proof named %s %v", hash, who)
}

func (f *fake) StartVerify(_ context.Context, who node.Who) (node.VerificationView, error) {
	return node.VerificationView{Running: true}, f.note("start verify %v", who)
}

func (f *fake) Verification(context.Context) (node.VerificationView, error) {
	return node.VerificationView{Last: &node.VerifiedView{OK: true, Detail: &node.VerifyView{OK: true}}}, f.note("verification")
}

func (f *fake) JournalPage(_ context.Context, q node.JournalQuery) (node.JournalPageView, error) {
	return node.JournalPageView{Entries: []node.JournalView{{Seq: 7}}, Next: 7}, f.note("journal page %+v", q)
}

func (f *fake) LineTests(_ context.Context, q node.LineQuery, limit int) ([]node.LineTestsView, error) {
	return []node.LineTestsView{{Party: "south", Tests: []node.LineTestView{}}}, f.note("line tests %v %d", q, limit)
}

func init() {
	calls["heads"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Heads(ctx)
		return v, "heads", err
	}
	calls["proof named"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.ProofNamed(ctx, "ab/c", who)
		return v, "proof named ab/c {ann duty}", err
	}
	calls["start verify"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.StartVerify(ctx, who)
		return v, "start verify {ann duty}", err
	}
	calls["verification"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Verification(ctx)
		return v, "verification", err
	}
	calls["journal page"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.JournalPage(ctx, node.JournalQuery{User: "a&b", Action: "send", From: 1, Until: 1 << 50, Before: 9, Limit: 2, Aloud: true})
		return v, "journal page {User:a&b Action:send From:1970-01-01T00:00:00.001Z Until:37648-05-06T22:07:22.624Z Before:9 Limit:2 Aloud:true}", err
	}
	calls["line tests"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.LineTests(ctx, node.LineQuery{Charter: "c", Party: "south"}, 5)
		return v, "line tests {c south} 5", err
	}
}
