package node

import (
	"testing"
	"time"

	"parley"
	"parley/link"
)

// [LINK-91] Sessions over bearers with the same uplink name MUST share it, whichever the bearers and the peers are.
func TestBearersShareAnUplink(t *testing.T) {
	all := bearers(nil, nil, []Bearer{{Name: "hf", Cost: 10, Uplink: "vsat"}, {Name: TLSName, Cost: 2, Uplink: "vsat"}, {Name: "radio", Cost: 20, Uplink: "mast"}, {Name: "wire", Cost: 30}})
	byName := map[string]*Bearer{}
	for _, b := range all {
		byName[b.Name] = b
	}
	part := func(name string) link.Budget { return byName[name].shared.join() }
	if part("wire") != nil {
		t.Error("a bearer that names no uplink shares one")
	}
	now := time.Now()
	part("hf").Share(now, link.Claim{Waits: true, Precedence: parley.Flash})
	again := part("hf")
	for name, none := range map[string]bool{"tls": true, "radio": false} {
		if got := part(name).Share(now, link.Claim{Waits: true}); got.None != none {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := again.Share(now, link.Claim{Waits: true}); !got.None {
		t.Errorf("to another peer over the same bearer: %+v", got)
	}
	again.Leave()
}
