package sqlite

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"parley"
	"parley/internal/store"
)

// childEnv and the name of a task make up the variable that holds the path of the database for a child.
const childEnv = "PARLEY_SQLITE_CHILD_"

// children are what the test binary does in place of its tests.
var children = map[string]func(path string) error{}

func TestMain(m *testing.M) {
	for task, run := range children {
		if path := os.Getenv(childEnv + task); path != "" {
			if err := run(path); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			os.Exit(0)
		}
	}
	os.Exit(m.Run())
}

// child returns a command that runs a task on the database at path.
func child(t *testing.T, task, path string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+task+"="+path)
	cmd.Stderr = os.Stderr
	return cmd
}

func init() { children["updates"] = updateForEver }

// numbered writes rows of many kinds that belong together, all with the number n.
func numbered(tx store.Tx, n uint64) error {
	log := store.LogID{Party: "north"}
	id := parley.Sum(fmt.Append(nil, n))
	_, err := tx.AddMessage(store.Message{ID: id, Author: "north", PayloadHash: id, Envelope: make([]byte, n%5000), SentAt: int64(n)})
	return errors.Join(err,
		tx.AppendLeaves(log, []store.Leaf{{Index: n, ID: id}}, []store.HashAt{{Pos: n, Hash: id}}),
		tx.PutHead(log, store.Head{Size: n + 1, Root: id, Reconciled: true}),
		tx.PutMeta("last", strconv.AppendUint(nil, n, 10)),
		tx.AddEntry(store.Entry{Detail: fmt.Sprint(n)}))
}

// updateForEver goes on where the database ends, and prints each number once Update has returned.
func updateForEver(path string) error {
	s, err := Open(path)
	if err != nil {
		return err
	}
	for {
		var n uint64
		err := s.Update(func(tx store.Tx) (err error) {
			if n, err = tx.LogSize(store.LogID{Party: "north"}); err != nil {
				return err
			}
			return numbered(tx, n)
		})
		if err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// whole checks that the database holds the numbers below some size, each with all of its rows, and returns the size.
func whole(t *testing.T, s *Store) uint64 {
	t.Helper()
	var size uint64
	err := s.View(func(r store.Reader) (err error) {
		log := store.LogID{Party: "north"}
		if size, err = r.LogSize(log); err != nil || size == 0 {
			return err
		}
		leaves, err1 := r.Leaves(log, 0, size)
		messages, err2 := r.Messages(store.MessageFilter{})
		journal, err3 := r.Journal(0, 0)
		head, err4 := r.LastHead(log)
		last, err5 := r.Meta("last")
		if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
			return err
		}
		n := int(size)
		if len(leaves) != n || len(messages) != n || len(journal) != n || head.Size != size || string(last) != fmt.Sprint(n-1) {
			t.Errorf("%d leaves, %d messages, %d entries, a head of %d, last %s: want %d of each",
				len(leaves), len(messages), len(journal), head.Size, last, n)
		}
		for i, m := range messages {
			if m.SentAt != int64(i) || leaves[i].ID != m.ID || len(m.Envelope) != i%5000 {
				t.Errorf("message %d is not as it was stored", i)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return size
}

// "Either everything in it is on stable storage when Update returns nil, or nothing of it ever happens, also across a
// kill." A child updates and is killed, again and again; whatever it had reported is there, and nothing by halves.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node.db")
	reported := uint64(0) // updates known to be done
	for round := range 6 {
		cmd := child(t, "updates", path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines, read := bufio.NewScanner(out), 0
		for lines.Scan() {
			n, err := strconv.ParseUint(lines.Text(), 10, 64)
			if err != nil || n < reported {
				t.Fatalf("the child says %q after %d", lines.Text(), reported)
			}
			reported = n + 1
			if read++; read == 1+17*round {
				cmd.Process.Kill()
			}
		}
		cmd.Wait()
		s := openAt(t, path)
		if size := whole(t, s); size < reported {
			t.Errorf("round %d: %d updates were reported, %d are there", round, reported, size)
		}
		s.Close()
	}
	if reported < 6 {
		t.Errorf("only %d updates were made", reported)
	}
}

// twelve returns the two files of a database that holds 12 updates, as a kill leaves them.
func twelve(t *testing.T) (db, wal []byte) {
	t.Helper()
	s := openNew(t)
	for n := range uint64(12) {
		if err := s.Update(func(tx store.Tx) error { return numbered(tx, n) }); err != nil {
			t.Fatal(err)
		}
	}
	db, err1 := os.ReadFile(s.path)
	wal, err2 := os.ReadFile(s.path + "-wal")
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return db, wal
}

// A write-ahead log that ends anywhere, as after a power cut, gives the state after some update, whole.
func TestTornLog(t *testing.T) {
	db, wal := twelve(t)
	seen := map[uint64]bool{}
	for cut := len(wal); cut > len(wal)/3; cut -= len(wal)/40 + 13 {
		path := filepath.Join(t.TempDir(), "torn.db")
		if err := errors.Join(os.WriteFile(path, db, 0o600), os.WriteFile(path+"-wal", wal[:cut], 0o600)); err != nil {
			t.Fatal(err)
		}
		torn := openAt(t, path)
		seen[whole(t, torn)] = true
		torn.Close()
	}
	if !seen[12] || len(seen) < 5 {
		t.Errorf("the states seen were %v", seen)
	}
}

// What Open found in a write-ahead log no longer depends on it once Open returns.
func TestSettled(t *testing.T) {
	db, wal := twelve(t)
	path := filepath.Join(t.TempDir(), "left.db")
	if err := errors.Join(os.WriteFile(path, db, 0o600), os.WriteFile(path+"-wal", wal, 0o600)); err != nil {
		t.Fatal(err)
	}
	openAt(t, path)
	alone, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "alone.db")
	if err := os.WriteFile(path, alone, 0o600); err != nil {
		t.Fatal(err)
	}
	if size := whole(t, openAt(t, path)); size != 12 {
		t.Errorf("the database file alone holds %d updates, want 12", size)
	}
}
