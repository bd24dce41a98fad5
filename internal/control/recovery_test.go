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

func (f *fake) DraftVolume(_ context.Context, charter, reason string) (node.VolumeDraft, error) {
	return node.VolumeDraft{Number: 2, Heads: []node.SignedHead{{Size: 7, Signature: []byte{1}}}}, f.note("draft %s %s", charter, reason)
}

func (f *fake) OpenVolume(_ context.Context, o node.VolumeOpening) (node.VolumeView, error) {
	return node.VolumeView{Volume: 2}, f.note("open %s %v", o.Statement, o.Who)
}

func init() {
	calls["draft volume"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.DraftVolume(ctx, "c", text)
		return v, "draft c " + text, err
	}
	calls["open volume"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.OpenVolume(ctx, node.VolumeOpening{Statement: []byte("said"), Who: who})
		return v, "open said {ann duty}", err
	}
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
