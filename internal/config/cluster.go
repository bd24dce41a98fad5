package config

import (
	"net"
	"net/netip"

	"parley"
)

// Cluster makes the node one of several of its party that share a database; without a name it works alone.
type Cluster struct {
	Name    string `yaml:"name,omitempty"`
	Listen  string `yaml:"listen,omitempty"`
	Address string `yaml:"address,omitempty"` // Listen when empty
	Standby bool   `yaml:"standby,omitempty"`
}

// Reached is where the other nodes of the party reach this one.
func (c Cluster) Reached() string {
	if c.Address != "" {
		return c.Address
	}
	return c.Listen
}

func (c *Config) checkCluster() error {
	k := c.Cluster
	if k == (Cluster{}) {
		return nil
	}
	if err := parley.CheckName("cluster.name", k.Name); err != nil {
		return bad("%s: %s", FileName, parley.SentenceOf(err))
	}
	if c.Database == "" {
		return bad("%s: with cluster, the key database names what the nodes share", FileName)
	}
	for _, x := range []struct{ key, address string }{{"cluster.listen", k.Listen}, {"cluster.address", k.Reached()}} {
		if _, _, err := net.SplitHostPort(x.address); err != nil {
			return bad("%s: %s must be an address and a port, as 10.0.0.1:7430", FileName, x.key)
		}
	}
	host, _, _ := net.SplitHostPort(k.Reached())
	if a, err := netip.ParseAddr(host); host == "" || err == nil && a.IsUnspecified() {
		return bad("%s: cluster.listen is every address of the machine: say in cluster.address where the other nodes reach it", FileName)
	}
	return nil
}
