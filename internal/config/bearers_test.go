package config

import (
	"strings"
	"testing"

	"parley"
)

func someBearers() []Bearer {
	none, often := 0, 30
	return []Bearer{
		{Name: "tls", Cost: 5, Dialling: "demand", KeepAlive: &often},
		{Name: "sat", Kind: "udp", Listen: "0.0.0.0:7411", To: map[parley.PartyID]string{"south": "192.0.2.7:7411"}, Uplink: "vsat", MTU: 1400},
		{Name: "hf", Kind: "serial", Device: "/dev/ttyS0,9600", To: map[parley.PartyID]string{"south": ""}, Cost: 100, Rate: 2400, Hours: []string{"0600-0800", "2200-0100"}, KeepAlive: &none},
	}
}

func TestBearers(t *testing.T) {
	c := sample()
	c.Bearers = someBearers()
	if err := c.check(); err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		cost   int
		demand bool
	}{{5, true}, {10, true}, {100, true}} {
		if b := &c.Bearers[i]; b.CostOr() != want.cost || b.OnDemand() != want.demand {
			t.Errorf("%s: cost %d, on demand %v", b.Name, b.CostOr(), b.OnDemand())
		}
	}
	if b := (&Bearer{Name: "tls"}); b.OnDemand() || b.CostOr() != 1 {
		t.Error("tls alone is on demand, or costs more than 1")
	}
	if m := c.Bearers[2].Minutes(); len(m) != 2 || m[1] != [2]int{22 * 60, 60} {
		t.Errorf("hours %v", m)
	}
}

// Each field that cannot be is refused by a sentence that names it.
func TestBearersRefused(t *testing.T) {
	minus := -1
	for _, c := range []struct {
		want   string
		change func(c *Config, tls, sat, hf *Bearer)
	}{
		{"the name \"HF\" is not", func(_ *Config, _, _, hf *Bearer) { hf.Name = "HF" }},
		{"the name \"seventeen-letters\" is not", func(_ *Config, _, _, hf *Bearer) { hf.Name = "seventeen-letters" }},
		{"bearers names sat twice", func(_ *Config, _, _, hf *Bearer) { hf.Name = "sat" }},
		{"hf.kind must be udp or serial", func(_ *Config, _, _, hf *Bearer) { hf.Kind = "" }},
		{"tls.kind must be tls", func(_ *Config, tls, _, _ *Bearer) { tls.Listen = "0.0.0.0:1" }},
		{"sat.listen must be host:port", func(_ *Config, _, sat, _ *Bearer) { sat.Listen = "7411" }},
		{"sat.listen must be host:port", func(_ *Config, _, sat, _ *Bearer) { sat.Listen = "" }},
		{"hf.listen is that of sat", func(_ *Config, _, sat, hf *Bearer) { hf.Listen = sat.Listen }},
		{"hf.listen is for udp", func(_ *Config, _, _, hf *Bearer) { hf.Listen = "0.0.0.0:1" }},
		{"sat.device is for serial", func(_ *Config, _, sat, _ *Bearer) { sat.Device = "/dev/ttyS1" }},
		{"hf.device must be the absolute path", func(_ *Config, _, _, hf *Bearer) { hf.Device = "ttyS0" }},
		{"hf.device is that of sat", func(_ *Config, _, sat, hf *Bearer) {
			sat.Kind, sat.Device, sat.Listen, sat.MTU = "serial", "/dev/ttyS0", "", 0
			sat.To = hf.To
		}},
		{"sat.to must have host:port for south", func(_ *Config, _, sat, _ *Bearer) { sat.To["south"] = ":7411" }},
		{"sat.to names \"north\"", func(_ *Config, _, sat, _ *Bearer) { sat.To["north"] = "192.0.2.1:1" }},
		{"hf.to must name the one party", func(_ *Config, _, _, hf *Bearer) { hf.To = nil }},
		{"hf.to must have nothing for south", func(_ *Config, _, _, hf *Bearer) { hf.To["south"] = "x" }},
		{"hf.cost must be 1 to 1000", func(_ *Config, _, _, hf *Bearer) { hf.Cost = 1001 }},
		{"hf.rate must be 50", func(_ *Config, _, _, hf *Bearer) { hf.Rate = 49 }},
		{"hf.hours has \"0600\"", func(_ *Config, _, _, hf *Bearer) { hf.Hours[0] = "0600" }},
		{"hf.hours has \"0600-2400\"", func(_ *Config, _, _, hf *Bearer) { hf.Hours[0] = "0600-2400" }},
		{"hf.uplink must be", func(_ *Config, _, _, hf *Bearer) { hf.Uplink = "a b" }},
		{"hf.keep_alive must be", func(_ *Config, _, _, hf *Bearer) { hf.KeepAlive = &minus }},
		{"hf.dial must be demand or always", func(_ *Config, _, _, hf *Bearer) { hf.Dialling = "never" }},
		{"sat.mtu must be 300 to 1400", func(_ *Config, _, sat, _ *Bearer) { sat.MTU = 1401 }},
		{"hf.mtu must be 300 to 1200", func(_ *Config, _, _, hf *Bearer) { hf.MTU = 1400 }},
		{"tls.mtu is for udp and serial", func(_ *Config, tls, _, _ *Bearer) { tls.MTU = 1000 }},
		{"more than 16", func(c *Config, _, _, _ *Bearer) { c.Bearers = make([]Bearer, 17) }},
	} {
		x := sample()
		x.Bearers = someBearers()
		c.change(x, &x.Bearers[0], &x.Bearers[1], &x.Bearers[2])
		if err := x.check(); err == nil || !strings.Contains(parley.SentenceOf(err), c.want) {
			t.Errorf("got %v, want a sentence with %q", err, c.want)
		}
	}
}
