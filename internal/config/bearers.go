package config

import (
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"parley"
)

// Bearer is one more way to the other parties, or, with the name tls, how that one is used.
type Bearer struct {
	Name      string                    `yaml:"name"`
	Kind      string                    `yaml:"kind,omitempty"`       // udp or serial; tls may leave it out
	Listen    string                    `yaml:"listen,omitempty"`     // udp: host:port of this end
	Device    string                    `yaml:"device,omitempty"`     // serial: path, a comma, bit/s
	To        map[parley.PartyID]string `yaml:"to,omitempty"`         // udp: host:port of each party; serial: the one party, and nothing
	Cost      int                       `yaml:"cost,omitempty"`       // 1 to 1000; 0: 1 for tls, 10 for others
	Rate      int                       `yaml:"rate,omitempty"`       // bit/s; 0: not known
	Hours     []string                  `yaml:"hours,omitempty"`      // "0600-0800", in UTC; none: always
	Uplink    string                    `yaml:"uplink,omitempty"`     // what it shares with others that name the same
	KeepAlive *int                      `yaml:"keep_alive,omitempty"` // seconds; 0: a silent line carries nothing
	Dialling  string                    `yaml:"dial,omitempty"`       // demand or always; else always for tls, demand for others
	MTU       int                       `yaml:"mtu,omitempty"`        // bytes of a packet; 0: 1200
}

// The values of dial and of kind.
const (
	dialDemand = "demand"
	dialAlways = "always"
	KindTLS    = "tls"
	KindUDP    = "udp"
	KindSerial = "serial"
)

// Bounds of what a bearer may say.
const (
	maxBearers     = 16
	maxBearerName  = 16
	maxCost        = 1000
	leastRate      = 50
	maxRate        = 1_000_000_000
	maxHours       = 24
	maxKeepAlive   = 86_400
	leastMTU       = 300
	maxUDPMTU      = 1400
	maxSerialMTU   = 1200
	defaultCost    = 10
	defaultTLSCost = 1
)

// CostOr is what the bearer costs, also where nothing is said.
func (b *Bearer) CostOr() int {
	switch {
	case b.Cost != 0:
		return b.Cost
	case b.Name == KindTLS:
		return defaultTLSCost
	}
	return defaultCost
}

// OnDemand reports whether the bearer is dialled only when something waits for it.
func (b *Bearer) OnDemand() bool {
	return b.Dialling == dialDemand || b.Dialling == "" && b.Name != KindTLS
}

// Minutes returns the hours of contact as minutes of the day, from and to.
func (b *Bearer) Minutes() (list [][2]int) {
	for _, s := range b.Hours {
		if from, to, ok := minutes(s); ok { // Load has checked it
			list = append(list, [2]int{from, to})
		}
	}
	return list
}

func minutes(s string) (from, to int, ok bool) {
	a, b, ok := strings.Cut(s, "-")
	x, err := time.Parse("1504", a)
	y, err2 := time.Parse("1504", b)
	ok = ok && err == nil && err2 == nil && len(a) == 4 && len(b) == 4 && a != b
	return x.Hour()*60 + x.Minute(), y.Hour()*60 + y.Minute(), ok
}

func (c *Config) checkBearers() error {
	if len(c.Bearers) == 0 {
		c.Bearers = nil
	}
	if len(c.Bearers) > maxBearers {
		return bad("%s: bearers lists more than %d", FileName, maxBearers)
	}
	for i := range c.Bearers {
		b := &c.Bearers[i]
		b.plain()
		if err := parley.CheckName("bearer", b.Name); err != nil || len(b.Name) > maxBearerName {
			return bad("%s: bearers: the name %.40q is not 1 to %d characters of a-z, 0-9 and -", FileName, b.Name, maxBearerName)
		}
		for j := range c.Bearers[:i] {
			if err := b.beside(&c.Bearers[j]); err != nil {
				return err
			}
		}
		if err := b.check(c.Party); err != nil {
			return err
		}
	}
	return nil
}

// plain writes what is empty as none.
func (b *Bearer) plain() {
	if len(b.To) == 0 {
		b.To = nil
	}
	if len(b.Hours) == 0 {
		b.Hours = nil
	}
}

// beside holds that two bearers differ in what they must.
func (b *Bearer) beside(other *Bearer) error {
	device, _, _ := strings.Cut(b.Device, ",")
	taken, _, _ := strings.Cut(other.Device, ",")
	switch {
	case b.Name == other.Name:
		return bad("%s: bearers names %s twice", FileName, b.Name)
	case b.Listen != "" && b.Listen == other.Listen:
		return b.bad("listen", "is that of %s, too", other.Name)
	case b.Device != "" && device == taken:
		return b.bad("device", "is that of %s, too", other.Name)
	}
	return nil
}

func (b *Bearer) bad(field, format string, args ...any) error {
	return bad("%s: bearers: %s.%s %s", FileName, b.Name, field, fmt.Sprintf(format, args...))
}

func (b *Bearer) check(own parley.PartyID) error {
	if err := b.checkKind(own); err != nil {
		return err
	}
	for _, x := range []struct {
		field        string
		value        int
		least, most  int
		forbidden    bool
		forbiddenFor string
	}{
		{"cost", b.Cost, 1, maxCost, false, ""}, {"rate", b.Rate, leastRate, maxRate, false, ""},
		{"mtu", b.MTU, leastMTU, b.mostMTU(), b.Name == KindTLS, "is for udp and serial only"},
	} {
		switch {
		case x.value != 0 && x.forbidden:
			return b.bad(x.field, "%s", x.forbiddenFor)
		case x.value != 0 && (x.value < x.least || x.value > x.most):
			return b.bad(x.field, "must be %d to %d", x.least, x.most)
		}
	}
	if k := b.KeepAlive; k != nil && (*k < 0 || *k > maxKeepAlive) {
		return b.bad("keep_alive", "must be 0 to %d seconds", maxKeepAlive)
	}
	if b.Dialling != "" && b.Dialling != dialDemand && b.Dialling != dialAlways {
		return b.bad("dial", "must be %s or %s", dialDemand, dialAlways)
	}
	if b.Uplink != "" && (parley.CheckName("uplink", b.Uplink) != nil || len(b.Uplink) > maxBearerName) {
		return b.bad("uplink", "must be 1 to %d characters of a-z, 0-9 and -", maxBearerName)
	}
	return b.checkHours()
}

func (b *Bearer) mostMTU() int {
	if b.Kind == KindSerial {
		return maxSerialMTU
	}
	return maxUDPMTU
}

func (b *Bearer) checkHours() error {
	if len(b.Hours) > maxHours {
		return b.bad("hours", "has more than %d entries", maxHours)
	}
	for _, h := range b.Hours {
		if _, _, ok := minutes(h); !ok {
			return b.bad("hours", "has %.20q, which is no time of the day in UTC as 0600-0800", h)
		}
	}
	return nil
}

// checkKind holds that a bearer has what its kind needs and nothing else.
func (b *Bearer) checkKind(own parley.PartyID) error {
	if b.Name == KindTLS {
		if b.Kind != "" && b.Kind != KindTLS || b.Listen != "" || b.Device != "" || b.To != nil {
			return b.bad("kind", "must be tls, without listen, device and to: where it listens says the key listen, where it dials the sheets")
		}
		return nil
	}
	for p := range b.To {
		if err := parley.CheckName("party", string(p)); err != nil || p == own {
			return b.bad("to", "names %.40q, which is no other party", p)
		}
	}
	switch b.Kind {
	case KindUDP:
		return b.checkUDP()
	case KindSerial:
		return b.checkSerial()
	}
	return b.bad("kind", "must be udp or serial")
}

func (b *Bearer) checkUDP() error {
	if b.Device != "" {
		return b.bad("device", "is for serial only")
	}
	if !address(b.Listen) {
		return b.bad("listen", "must be host:port, as 0.0.0.0:7411")
	}
	for p, a := range b.To {
		if host, _, _ := net.SplitHostPort(a); !address(a) || host == "" {
			return b.bad("to", "must have host:port for %s", p)
		}
	}
	return nil
}

// address reports whether s is host:port.
func address(s string) bool {
	_, port, err := net.SplitHostPort(s)
	n, err2 := strconv.Atoi(port)
	return err == nil && err2 == nil && n >= 0 && n <= 65535
}

func (b *Bearer) checkSerial() error {
	if b.Listen != "" {
		return b.bad("listen", "is for udp only")
	}
	if device, _, _ := strings.Cut(b.Device, ","); !filepath.IsAbs(device) {
		return b.bad("device", "must be the absolute path of a device, as /dev/ttyS0,9600")
	}
	for p, a := range b.To {
		if a != "" {
			return b.bad("to", "must have nothing for %s: one party is at the other end", p)
		}
	}
	if len(b.To) != 1 {
		return b.bad("to", "must name the one party at the other end")
	}
	return nil
}
