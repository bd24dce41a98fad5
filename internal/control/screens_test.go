package control

import (
	"context"
	"testing"

	"parley"
	"parley/internal/node"
)

func (f *fake) Traffic(_ context.Context, q node.TrafficQuery) (node.TrafficView, error) {
	return node.TrafficView{Rows: []node.TrafficRow{{Seq: 7, Open: true}}, Next: 7}, f.note("traffic %v", q)
}

func (f *fake) Envelope(_ context.Context, id string) ([]byte, error) {
	return []byte("envelope\x00"), f.note("envelope %s", id)
}

// door is an API with a console.
type door struct{ *fake }

func (d door) Login(_ context.Context, w node.Who) (Invitation, error) {
	return Invitation{Link: "https://localhost/"}, d.note("login %v", w)
}

func init() {
	calls["traffic"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Traffic(ctx, node.TrafficQuery{Own: true, Before: 1 << 40, Text: "ё \"x\""})
		return v, "traffic { true 1099511627776 0     ё \"x\" false}", err
	}
	calls["envelope"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Envelope(ctx, "m1")
		return v, "envelope m1", err
	}
}

// "A Door lets people into a console. The API of a node that serves one is a Door too."
func TestLogin(t *testing.T) {
	f := newFake()
	c, _ := start(t, door{f})
	v, err := c.Login(t.Context(), who)
	if err != nil || v.Link != "https://localhost/" || f.seen() != "login {ann duty}" {
		t.Errorf("%v %v %q", v, err, f.seen())
	}
	c, _ = start(t, f)
	if _, err := c.Login(t.Context(), who); parley.CodeOf(err) != parley.CodeNotFound {
		t.Errorf("without a console: %v", err)
	}
}
