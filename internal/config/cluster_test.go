package config

import (
	"strings"
	"testing"
)

// A node among several has a name, a database that they share, and an address at which the others reach it.
func TestCluster(t *testing.T) {
	const database = "database: \"postgres://parley@db.example/north\"\n"
	for _, c := range []struct{ text, reached, want string }{
		{database + `cluster: {name: "north-a", listen: "10.0.0.1:7430"}`, "10.0.0.1:7430", ""},
		{database + `cluster: {name: "north-a", listen: "0.0.0.0:7430", address: "a.example:7430", standby: true}`, "a.example:7430", ""},
		{`cluster: {name: "north-a", listen: "10.0.0.1:7430"}`, "", "the key database"},
		{database + `cluster: {listen: "10.0.0.1:7430"}`, "", "cluster.name"},
		{database + `cluster: {name: "North A", listen: "10.0.0.1:7430"}`, "", "cluster.name"},
		{database + `cluster: {name: "north-a"}`, "", "cluster.listen must be"},
		{database + `cluster: {name: "north-a", listen: "10.0.0.1"}`, "", "cluster.listen must be"},
		{database + `cluster: {name: "north-a", listen: ":7430"}`, "", "every address"},
		{database + `cluster: {name: "north-a", listen: "0.0.0.0:7430"}`, "", "every address"},
		{database + `cluster: {name: "north-a", listen: "10.0.0.1:7430", leader: true}`, "", "there is no key"},
	} {
		got, err := Parse([]byte(plain + c.text + "\n"))
		if c.want == "" && (err != nil || got.Cluster.Reached() != c.reached) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.text, err, c.want)
		}
	}
}
