package config

import (
	"net"
	"net/netip"
	"strings"
)

// The ways in which the console is encrypted.
const (
	TLSOwn   = "own"   // a certificate of the node's own, made when missing
	TLSFiles = "files" // the organisation's
	TLSNone  = "none"  // on loopback only
)

// Console is where and how the web console is served; without Listen it is not.
type Console struct {
	Listen       string `yaml:"listen,omitempty"`
	Host         string `yaml:"host,omitempty"`
	TLS          string `yaml:"tls,omitempty"` // TLSOwn when empty
	Certificate  string `yaml:"certificate,omitempty"`
	Key          string `yaml:"key,omitempty"`
	OperatorKeys bool   `yaml:"operator_keys,omitempty"`
	Overlay      string `yaml:"overlay,omitempty"` // GeoJSON that is laid over the map
}

// Mode is one of TLSOwn, TLSFiles and TLSNone.
func (c Console) Mode() string {
	if c.TLS == "" {
		return TLSOwn
	}
	return c.TLS
}

// Name is the host by which browsers name the console.
func (c Console) Name() string {
	if c.Host != "" {
		return c.Host
	}
	host, _, err := net.SplitHostPort(c.Listen)
	if a, bad := netip.ParseAddr(host); err != nil || host == "" || bad == nil && (a.IsLoopback() || a.IsUnspecified()) {
		return "localhost"
	}
	return host
}

// ConsoleCertificate returns the path of the certificate of the organisation.
func (c *Config) ConsoleCertificate() string { return c.resolve(c.Console.Certificate) }

// ConsoleKey returns the path of the key of the certificate.
func (c *Config) ConsoleKey() string { return c.resolve(c.Console.Key) }

// ConsoleOverlay returns the path of the overlay, or empty.
func (c *Config) ConsoleOverlay() string {
	if c.Console.Overlay == "" {
		return ""
	}
	return c.resolve(c.Console.Overlay)
}

func (c Console) check() error {
	switch {
	case c == Console{}:
		return nil
	case c.Listen == "":
		return bad("%s: console.listen is missing or empty", FileName)
	}
	switch c.Mode() {
	case TLSOwn:
	case TLSFiles:
		if c.Certificate == "" || c.Key == "" {
			return bad("%s: with console.tls files, console.certificate and console.key name them", FileName)
		}
	case TLSNone:
		if !loopback(c.Listen) {
			return bad("%s: console.tls may be none only where console.listen is a loopback address", FileName)
		}
	default:
		return bad("%s: console.tls must be own, files or none", FileName)
	}
	return nil
}

// loopback reports whether only this machine reaches an address.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	a, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && a.IsLoopback()
}
