package config

import (
	"strings"
	"testing"
)

const plain = `party: "north"
name: "Northland" # its name
posts: ["duty"]
listen: "127.0.0.1:7420"
addresses: ["127.0.0.1:7420"]
high_water: "/srv/hw"
keys: {root: "root.key", recovery: "recovery.key"}
`

// "database must be a URL", and holds no password; an error never repeats one.
func TestDatabase(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"postgres://parley@db.example/north", ""},
		{"postgresql:///north?host=/run/postgresql", ""},
		{"mysql://db.example/north", "must be a URL that begins with postgres://"},
		{"host=/run/postgresql dbname=north", "must be a URL that begins with postgres://"},
		{"postgres://parley:secret@db.example/north", "must not hold a password"},
		{"postgres://db.example/north?password=secret", "must not hold a password"},
	} {
		_, err := Parse([]byte(plain + "database: \"" + c.name + "\"\n"))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret")) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// "All else stays as it was written."
func TestWithDatabase(t *testing.T) {
	set, err := WithDatabase(plain, "postgres:///north")
	if err != nil || set != plain+"database: \"postgres:///north\"\n" {
		t.Errorf("set: %v\n%s", err, set)
	}
	if gone, err := WithDatabase(set, ""); err != nil || gone != plain {
		t.Errorf("taken out: %v\n%s", err, gone)
	}
	for _, cluster := range []string{"cluster: {name: \"north-a\", listen: \"10.0.0.1:7430\"}\n", "cluster:\n  name: \"north-a\"\n  listen: \"10.0.0.1:7430\"\n"} {
		if gone, err := WithDatabase(cluster+set, ""); err != nil || gone != plain {
			t.Errorf("one of several, taken out: %v\n%s", err, gone)
		}
		if kept, err := WithDatabase(cluster+set, "postgres:///south"); err != nil || !strings.HasPrefix(kept, cluster+plain) {
			t.Errorf("one of several, moved: %v\n%s", err, kept)
		}
	}
	if _, err := WithDatabase(strings.TrimSuffix(plain, "\n")+"\n\"database\": \"postgres:///north\"\n", ""); err == nil {
		t.Error("a key in quotes was overlooked")
	}
	if _, err := WithDatabase(plain, "file"); err == nil {
		t.Error("a name that is no URL was set")
	}
}
