package accept

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/internal/store/postgres/pgtest"
)

// acceptMigrate: a node's record moves to a database server while the other side keeps its file. Messages go both ways before and
// after, the record verifies, the server is killed and comes back, and a backup of it is a node with a file again.
func acceptMigrate(t *testing.T, built programs) {
	server, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	schema, err := server.Schema()
	if err != nil {
		t.Fatal(err)
	}
	url := asURL(schema)
	p := loopback(t, built)
	p.north.serve()
	p.south.serve()
	known := p.exchange("before the move")
	p.north.stop()
	if out := p.north.must("migrate", "--to", url); !strings.Contains(out, "each the same on both sides") {
		t.Errorf("migrate said %q", out)
	}
	if r := p.north.run("migrate", "--to", url); r.status != 2 || !strings.Contains(r.errs, "by a database server already") {
		t.Errorf("a second move: status %d, %s", r.status, r.errs)
	}
	p.north.serve()
	known = append(known, p.exchange("after the move")...)

	if err := server.Stop("immediate"); err != nil { // as a crash would
		t.Fatal(err)
	}
	if r := p.north.run("send", "--to", "south", "While the database is gone."); r.status == 0 {
		t.Error("a message was accepted while the database was gone")
	}
	if err := server.Again(); err != nil {
		t.Fatal(err)
	}
	p.north.kill()
	p.north.serve()
	known = append(known, p.exchange("after the crash")...)
	p.north.must("record", "verify")

	back := filepath.Join(t.TempDir(), "backup")
	p.north.must("backup", "-o", back)
	p.north.stop()
	p.north.dir = filepath.Join(t.TempDir(), "again")
	p.north.must("restore", "--from", back)
	p.north.serve()
	known = append(known, p.exchange("from a file again")...)
	until(t, time.Minute, "all is recorded", func() bool { return p.north.recordedAll() && p.south.recordedAll() })
	for _, id := range known {
		if p.north.show(id).ID == "" || p.south.show(id).ID == "" {
			t.Errorf("%s is not held by both", id)
		}
	}
}

// asURL writes words that name a database as a URL.
func asURL(words string) string { return "postgres:///?" + strings.ReplaceAll(words, " ", "&") }
