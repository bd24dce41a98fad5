package control

import (
	"context"

	"parley/internal/node"
)

func (f *fake) Recovery(context.Context) ([]node.RecoveryView, error) {
	return []node.RecoveryView{{Charter: "c1", State: "recovering", Peers: []node.AnswerView{{Party: "south"}}}}, f.note("recovery")
}

func (f *fake) GoOn(_ context.Context, d node.GoingOn) (node.RecoveryView, error) {
	return node.RecoveryView{State: "recovered"}, f.note("go on %+v", d)
}

func (f *fake) Clock(context.Context) (node.ClockView, error) {
	return node.ClockView{Clock: "now", Peers: []node.PeerClockView{}}, f.note("clock")
}

func (f *fake) AcceptClock(_ context.Context, who node.Who) (node.ClockView, error) {
	return node.ClockView{Followed: true, Peers: []node.PeerClockView{}}, f.note("accept clock %v", who)
}

func init() {
	calls["clock"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Clock(ctx)
		return v, "clock", err
	}
	calls["accept clock"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.AcceptClock(ctx, who)
		return v, "accept clock {ann duty}", err
	}
	calls["recovery"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Recovery(ctx)
		return v, "recovery", err
	}
	calls["go on"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.GoOn(ctx, node.GoingOn{Charter: "c", Reason: text, Who: who})
		return v, "go on {Charter:c Reason:" + text + " Who:{User:ann Post:duty}}", err
	}
}
