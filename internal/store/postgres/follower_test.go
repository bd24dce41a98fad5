package postgres

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/internal/store"
)

// lead opens a database as a node of that name among others.
func lead(t *testing.T, dsn, name string, o Options) *Store {
	t.Helper()
	o.Member = Member{Name: name, Address: name + ":7430", Door: []byte(name)}
	s, _, err := Follow(dsn, o).Try(context.Background())
	if err != nil || s == nil {
		t.Fatalf("%s does not lead: %v", name, err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// try has a follower try until it leads.
func try(t *testing.T, f *Follower) *Store {
	t.Helper()
	for range 1200 {
		s, _, err := f.Try(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if s != nil {
			t.Cleanup(func() { s.Close() })
			return s
		}
		<-time.After(50 * time.Millisecond) // a server's process has no clock of ours
	}
	t.Fatal("the follower never leads")
	return nil
}

func newSchema(t *testing.T) string {
	t.Helper()
	dsn, err := server.Schema()
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}

// "If no other node holds it": while one does, a follower says who, and where it is reached; when it has ended, the follower leads, in a
// higher generation.
func TestFollowerTakesOver(t *testing.T) {
	dsn := newSchema(t)
	a := lead(t, dsn, "north-a", Options{})
	f := Follow(dsn, Options{Member: Member{Name: "north-b"}})
	defer f.Close()
	s, l, err := f.Try(context.Background())
	if s != nil || err != nil || l.Name != "north-a" || l.Address != "north-a:7430" || string(l.Door) != "north-a" || l.Generation != a.Generation() || l.Since == 0 {
		t.Fatalf("store %v, leader %+v, error %v", s, l, err)
	}
	if err := put(a, "1"); err != nil {
		t.Fatal(err)
	}
	a.Close()
	b := try(t, f)
	if b.Generation() != l.Generation+1 || get(t, b) != "1" {
		t.Errorf("generation %d after %d; the database holds %q", b.Generation(), l.Generation, get(t, b))
	}
}

// "Or the one that does has been silent for too long": a node whose process was stopped keeps its connections, and loses the database.
// When it wakes, it learns so by itself, writes nothing more, and says why.
func TestStoppedLeader(t *testing.T) {
	a := openNew(t) // nothing beats: its process is stopped
	if err := put(a, "of the first"); err != nil {
		t.Fatal(err)
	}
	f := Follow(a.dsn, Options{Member: Member{Name: "north-b"}})
	f.silence = 200 * time.Millisecond
	defer f.Close()
	b := try(t, f)
	if err := put(b, "of the second"); err != nil {
		t.Fatal(err)
	}
	a.beats.Add(1)
	go a.beating() // it wakes
	for range 2 {
		if err := put(a, "late"); err == nil {
			t.Error("a node that was deposed wrote")
		}
	}
	select {
	case <-a.Mute():
	case <-time.After(time.Minute):
		t.Fatal("a node that was deposed does not learn it")
	}
	sentence(t, a.Why(), parley.CodeStorage, "taken over")
	sentence(t, put(a, "late"), parley.CodeStorage, "taken over")
	if got := get(t, b); got != "of the second" {
		t.Errorf("the database holds %q", got)
	}
}

// "It refuses one that is older than what this node has seen": an older copy, and a primary that was replaced by a standby.
func TestOlderHistory(t *testing.T) {
	mark := filepath.Join(t.TempDir(), "marks", "database")
	dsn := newSchema(t)
	a := lead(t, dsn, "north-a", Options{Mark: mark})
	seen, err := readMark(mark)
	if err != nil || seen.generation != a.Generation() || seen.timeline != 1 || seen.system == 0 {
		t.Fatalf("the mark is %+v: %v", seen, err)
	}
	a.Close()
	for _, c := range []struct {
		name string
		mark history
		want string
	}{
		{"the next start", seen, ""},
		{"an older copy", history{seen.system, 1, 100}, "an older copy (generation"},
		{"a copy elsewhere", history{seen.system + 1, 9, 100}, "an older copy (generation"},
		{"a primary that was replaced", history{seen.system, 2, 1}, "promoted (timeline 1, and this node has seen 2)"},
		{"another server", history{seen.system + 1, 9, 1}, ""},
	} {
		if err := os.WriteFile(mark, []byte(c.mark.text()), 0o600); err != nil {
			t.Fatal(err)
		}
		before := onServer(t, a, "SELECT number FROM generation")
		s, err := Open(context.Background(), dsn, Options{Mark: mark})
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			s.Close()
			continue
		}
		sentence(t, err, parley.CodeStorage, c.want)
		if got := onServer(t, a, "SELECT number FROM generation"); got != before {
			t.Errorf("%s: the generation went from %d to %d", c.name, before, got)
		}
	}
}

// The file is read strictly: what is not what was written is refused, and never taken for none.
func TestDamagedMark(t *testing.T) {
	mark := filepath.Join(t.TempDir(), "database")
	for _, text := range []string{"", "system 1 timeline 1\n", "system 1 timeline 1 generation 1", "system 1 timeline 01 generation 1\n", strings.Repeat("9", 100)} {
		if err := os.WriteFile(mark, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := readMark(mark)
		sentence(t, err, parley.CodeStorage, "is damaged")
	}
}

// "Nothing is written over a connection at whose beginning no synchronous standby confirms."
func TestNoStandby(t *testing.T) {
	dsn := newSchema(t)
	_, err := Open(context.Background(), dsn, Options{Standby: true})
	sentence(t, err, parley.CodeStorage, "names no synchronous standby")
	s := openAt(t, dsn)
	onServer(t, s, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()")
	defer onServer(t, s, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
	s.Close()
	for range 100 { // the server's processes learn of the setting one after the other
		if _, err = Open(context.Background(), dsn, Options{Standby: true}); !strings.Contains(err.Error(), "names no") {
			break
		}
	}
	sentence(t, err, parley.CodeStorage, "no synchronous standby confirms")
	if errors.Is(err, store.ErrUnknown) {
		t.Error("it is known that nothing was written")
	}
}

// Look says who leads and whether it goes on, to a node whose role has no other right than its own database.
func TestLook(t *testing.T) {
	a := openNew(t)
	onServer(t, a, "DROP ROLE IF EXISTS plain", "CREATE ROLE plain LOGIN", "CREATE SCHEMA plain AUTHORIZATION plain")
	dsn := strings.Replace(server.Name(), "user=parley", "user=plain", 1) + " search_path=plain"
	led := lead(t, dsn, "north-a", Options{})
	if err := put(led, "1"); err != nil {
		t.Fatal(err)
	}
	st, err := Look(context.Background(), dsn, "")
	if err != nil || !st.Beats || st.Leader.Name != "north-a" || st.Generation != led.Generation() || st.Timeline != 1 || st.Commit != "on" || st.Wanted != "" || st.Older != nil || st.Confirming() != 0 {
		t.Errorf("%+v, %v", st, err)
	}
	led.Close()
	if st, err = Look(context.Background(), dsn, ""); err != nil || st.Beats {
		t.Errorf("of a leader that is gone: %+v, %v", st, err)
	}
	mark := filepath.Join(t.TempDir(), "database")
	if err := os.WriteFile(mark, []byte(history{1, 1, 100}.text()), 0o600); err != nil {
		t.Fatal(err)
	}
	if st, err = Look(context.Background(), dsn, mark); err != nil || st.Older == nil {
		t.Errorf("of an older copy: %+v, %v", st, err)
	}
}
