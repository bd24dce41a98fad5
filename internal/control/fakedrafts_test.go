package control

import (
	"context"
	"fmt"

	"parley/internal/node"
)

func (f *fake) Draft(_ context.Context, d node.NewDraft) (node.DraftView, error) {
	return node.DraftView{ID: "d1"}, f.note("draft %s %s %s %s %v", d.ID, d.Charter, d.Payload, d.Decided, d.Who)
}

func (f *fake) DraftAll(_ context.Context, list []node.NewDraft) ([]node.DraftView, error) {
	return []node.DraftView{{ID: "d1"}, {ID: "d2"}}, f.note("draft all %v", list)
}

func (f *fake) PrepareDraft(_ context.Context, id string, p node.Preparing) (node.Prepared, error) {
	return node.Prepared{Act: "review", Keys: [][]byte{{1}}}, f.note("prepare %s %v", id, p)
}

func (f *fake) SignDraft(_ context.Context, id string, s node.DraftSigning) (node.DraftView, error) {
	return node.DraftView{ID: "d1", State: "released"}, f.note("sign %s %s %s %v %v", id, s.Act, s.Signature, s.Duress, s.Who)
}

func (f *fake) DecideDraft(_ context.Context, id, proceeding string, who node.Who) (node.DraftView, error) {
	return node.DraftView{ID: "d1"}, f.note("decide %s %s %v", id, proceeding, who)
}

func (f *fake) CancelDraft(_ context.Context, id string, who node.Who) (node.DraftView, error) {
	return node.DraftView{ID: "d1"}, f.note("cancel %s %v", id, who)
}

func (f *fake) Drafts(_ context.Context, all bool) ([]node.DraftView, error) {
	return []node.DraftView{{ID: "d1"}}, f.note("drafts %v", all)
}

func (f *fake) ShowDraft(_ context.Context, id string) (node.DraftView, error) {
	return node.DraftView{ID: "d1"}, f.note("show draft %s", id)
}

func (f *fake) Policy(context.Context) (node.PolicyView, error) {
	return node.PolicyView{Given: true}, f.note("policy")
}

func (f *fake) TakePolicy(_ context.Context, who node.Who) (node.PolicyView, error) {
	return node.PolicyView{Given: true}, f.note("take policy %v", who)
}

func init() {
	for name, call := range draftCalls {
		calls[name] = call
	}
}

// draftCalls make every call about drafts and the policy.
var draftCalls = map[string]func(context.Context, node.API) (any, string, error){
	"draft": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Draft(ctx, node.NewDraft{ID: "d0", Charter: "c", Payload: []byte("p"), Decided: "q", Who: who})
		return v, "draft d0 c p q {ann duty}", err
	},
	"draft all": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.DraftAll(ctx, []node.NewDraft{{Charter: "c", Payload: []byte("p"), Who: who}, {Charter: "c", Payload: []byte("q"), Who: who}})
		return v, "draft all [{ c [112]  {ann duty}} { c [113]  {ann duty}}]", err
	},
	"prepare draft": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.PrepareDraft(ctx, "d 1", node.Preparing{Officer: "ann", Act: "review", Who: who})
		return v, "prepare d 1 {ann review {ann duty}}", err
	},
	"sign draft": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.SignDraft(ctx, "d1", node.DraftSigning{Act: "release", Signature: []byte("s"), Duress: true, Who: who})
		return v, "sign d1 release s true {ann duty}", err
	},
	"decide draft": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.DecideDraft(ctx, "d1", "p1", who)
		return v, "decide d1 p1 {ann duty}", err
	},
	"cancel draft": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.CancelDraft(ctx, "d1", who)
		return v, "cancel d1 {ann duty}", err
	},
	"drafts": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Drafts(ctx, true)
		return v, fmt.Sprint("drafts ", true), err
	},
	"show draft": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.ShowDraft(ctx, "d1")
		return v, "show draft d1", err
	},
	"policy": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Policy(ctx)
		return v, "policy", err
	},
	"take policy": func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.TakePolicy(ctx, who)
		return v, "take policy {ann duty}", err
	},
}
