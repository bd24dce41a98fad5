package control

import (
	"context"
	"testing"

	"parley"
	"parley/internal/node"
)

func (f *fake) Envelope(_ context.Context, id string) ([]byte, error) {
	return []byte("envelope\x00"), f.note("envelope %s", id)
}

func (f *fake) Notices(_ context.Context, q node.NoticeQuery) (node.NoticesView, error) {
	return node.NoticesView{Notices: []node.NoticeView{{ID: "m1", Places: []node.NoticePlace{{Path: "area", Place: "words north"}}, Times: []node.NoticeTime{{Path: "units[0].from", At: 7}}}}, More: true}, f.note("notices %+v", q)
}

// door is an API with a console.
type door struct{ *fake }

func (d door) Login(_ context.Context, w node.Who) (Invitation, error) {
	return Invitation{Link: "https://localhost/"}, d.note("login %v", w)
}

func (f *fake) Screen(_ context.Context, w node.Who) error { return f.note("screen %v", w) }

func (f *fake) Alarms(context.Context) ([]node.AlarmView, error) {
	return []node.AlarmView{{Message: "m1", Posts: []string{"duty"}}}, f.note("alarms")
}

func (f *fake) Contacts(_ context.Context, party string) (node.ContactsView, error) {
	return node.ContactsView{Party: party, Own: []string{text}}, f.note("contacts %s", party)
}

func init() {
	calls["contacts"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Contacts(ctx, "so uth")
		return v, "contacts so uth", err
	}
	calls["notices"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Notices(ctx, node.NoticeQuery{Charter: "c", Form: "f", Party: "north", Limit: 3, Who: who})
		return v, "notices {Charter:c Form:f Party:north Limit:3 Who:{User:ann Post:duty}}", err
	}
	calls["screen"] = func(ctx context.Context, c node.API) (any, string, error) {
		return nil, "screen {ann duty}", c.Screen(ctx, who)
	}
	calls["alarms"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Alarms(ctx)
		return v, "alarms", err
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
