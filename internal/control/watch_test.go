package control

import (
	"context"

	"parley/internal/node"
)

func (f *fake) Posts(context.Context) ([]node.PostView, error) {
	return []node.PostView{{Post: "duty", Watch: &node.WatchView{ID: "w1", Marks: []string{text}}}}, f.note("posts")
}

func (f *fake) TakeWatch(_ context.Context, x node.WatchTaking) (node.WatchView, error) {
	return node.WatchView{ID: "w2"}, f.note("take %s %s %v %v %v", x.Sheet, x.Signature, x.Without, x.Duress, x.Who)
}

func (f *fake) PrepareHandOver(_ context.Context, x node.HandOver) (node.WatchView, error) {
	return node.WatchView{ID: "w1"}, f.note("hand-over %s %v", x.Notes, x.Who)
}

func (f *fake) GiveWatch(_ context.Context, x node.WatchSigning) (node.WatchView, error) {
	return node.WatchView{ID: "w1"}, f.note("give %s %s %v %v", x.Sheet, x.Signature, x.Duress, x.Who)
}

func (f *fake) WatchLog(_ context.Context, post, day string) ([]node.WatchView, error) {
	return []node.WatchView{{ID: "w1"}}, f.note("watch log %s %s", post, day)
}

func init() {
	for name, call := range map[string]func(context.Context, node.API) (any, string, error){
		"posts": func(ctx context.Context, c node.API) (any, string, error) {
			v, err := c.Posts(ctx)
			return v, "posts", err
		},
		"take watch": func(ctx context.Context, c node.API) (any, string, error) {
			v, err := c.TakeWatch(ctx, node.WatchTaking{Sheet: "h", Signature: []byte("s"), Without: true, Duress: true, Who: who})
			return v, "take h s true true {ann duty}", err
		},
		"prepare hand-over": func(ctx context.Context, c node.API) (any, string, error) {
			v, err := c.PrepareHandOver(ctx, node.HandOver{Notes: text, Who: who})
			return v, "hand-over " + text + " {ann duty}", err
		},
		"give watch": func(ctx context.Context, c node.API) (any, string, error) {
			v, err := c.GiveWatch(ctx, node.WatchSigning{Sheet: "h", Signature: []byte("s"), Duress: true, Who: who})
			return v, "give h s true {ann duty}", err
		},
		"watch log": func(ctx context.Context, c node.API) (any, string, error) {
			v, err := c.WatchLog(ctx, "duty", "2026-11-22")
			return v, "watch log duty 2026-11-22", err
		},
	} {
		calls[name] = call
	}
}
