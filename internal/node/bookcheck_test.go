package node

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/record"
)

// journalled opens a node of north over a store, enters actions from on, and signs a head after each of the sizes.
func journalled(t *testing.T, s *station, st store.Store, from, to int, heads ...int) {
	t.Helper()
	n, err := openJournalNode(s, st)
	if err != nil {
		t.Fatal(err)
	}
	for i := from; i <= to; i++ {
		n.Note(t.Context(), Who{User: "ann", Post: "duty"}, "export", fmt.Sprint("file ", i))
		for _, h := range heads {
			if h == i {
				n.signJournal()
			}
		}
	}
	n.Close()
}

func openJournalNode(s *station, st store.Store) (*Node, error) {
	return Open(Config{Party: s.id, PartyFile: s.file.Encode(), HighWater: s.marks, Store: st, Rand: s.rand, Log: slog.New(&s.alarms),
		Keys: Keys{Log: s.keys["log"], Cosigner: s.keys["cosigner"], Link: s.keys["link"], Duty: s.keys["duty"]}, Now: wall})
}

// What was altered, removed or inserted in the journal is named, by its first entry, or by the heads between which it
// stands where its leaf hash was changed with it; a tail that was rolled back is found.
func TestJournalTampered(t *testing.T) {
	const again = `UPDATE entry SET seq = -seq - 1 WHERE seq > 25; UPDATE entry SET seq = -seq WHERE seq < 0`
	for _, c := range []struct{ name, sql, want string }{
		{"nothing", "", ""},
		{"an altered entry", "UPDATE entry SET detail = 'another' WHERE seq = 25", "entry 25 of the journal is not the one"},
		{"an altered user", "UPDATE entry SET user_name = 'bob' WHERE seq = 1", "entry 1 of the journal is not the one"},
		{"a removed entry", "DELETE FROM entry WHERE seq = 25", "entry 25 of the journal is missing"},
		{"the first entry removed", "DELETE FROM entry WHERE seq = 1", "entry 1 of the journal is missing"},
		{"removed, and the others moved up", "DELETE FROM entry WHERE seq = 25; UPDATE entry SET seq = -(seq - 1) WHERE seq > 25; UPDATE entry SET seq = -seq WHERE seq < 0", "entry 25 of the journal is not the one"},
		{"inserted between", again + "; INSERT INTO entry SELECT 26, time, user_name, post, action, 'planted', leaf FROM entry WHERE seq = 25", "entry 26 of the journal is not the one"},
		{"altered with its leaf hash", "FORGE 25", "one of the entries 21 to 30 of the journal was altered"},
		{"altered with its leaf hash removed", "UPDATE entry SET detail = 'another', leaf = x'' WHERE seq = 25", "one of the entries 21 to 30 of the journal was altered"},
		{"a tail that was rolled back", "DELETE FROM entry WHERE seq > 30; DELETE FROM journal_head WHERE size > 30", "entry 31 of the journal is missing: there are 30, and a head, by the high-water file, over 40 was signed"},
		{"a tail without its heads", "DELETE FROM entry WHERE seq > 30", "entry 31 of the journal is missing"},
		{"all of it", "DELETE FROM entry; DELETE FROM journal_head", "entry 1 of the journal is missing"},
		{"without heads", "DELETE FROM journal_head; UPDATE entry SET detail = 'another', leaf = x'' WHERE seq = 25", "one of the entries 1 to 40 of the journal was altered"},
		{"a forged head", "UPDATE journal_head SET signature = zeroblob(64) WHERE size = 20", "journal_head of size 20 is not what was signed"},
	} {
		s := newStation(t, "north")
		journalled(t, s, s.memory, 1, 40, 10, 20, 30)
		d := onDisk(t, s.memory.Reopen())
		if c.sql == "FORGE 25" {
			e := store.Entry{}
			d.store.View(func(r store.Reader) error { l, err := r.Journal(24, 1); e = l[0]; return err })
			e.Detail = "another"
			leaf := record.LeafHash(journalLeaf(e))
			c.sql = fmt.Sprintf("UPDATE entry SET detail = 'another', leaf = x'%s' WHERE seq = 25", leaf)
		}
		for _, sql := range strings.Split(c.sql, ";") {
			if _, err := d.raw.Exec(sql); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
		}
		var found []string
		err := d.store.View(func(r store.Reader) error {
			m, _, _ := s.marks.Read(journalLog("north"))
			k := &journalCheck{r: r, party: "north", mark: &m, keys: [][]byte{s.keys["log"].Public()}}
			k.fault = func(_, format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
			_, _, err := k.run()
			return err
		})
		all := strings.Join(found, "\n")
		if err != nil || c.want == "" && all != "" || !strings.HasPrefix(all, c.want) {
			t.Errorf("%s: %v, found %q, want %q", c.name, err, all, c.want)
		}
	}
}

// A journal that is shorter than what was signed is an alarm at the start and an entry, and gets no head until it has
// passed that size.
func TestJournalRolledBack(t *testing.T) {
	s := newStation(t, "north")
	journalled(t, s, s.memory, 1, 5)
	old := s.memory.Reopen()
	copied := storetest.NewMemory()
	if err := Rebuild(t.Context(), "north", old, copied); err != nil {
		t.Fatal(err)
	}
	journalled(t, s, old.Reopen(), 6, 9)
	s.alarms.take()
	n, err := openJournalNode(s, copied)
	if err != nil {
		t.Fatal(err)
	}
	if a := strings.Join(s.alarms.take(), " "); !strings.Contains(a, "the journal is shorter than it was: it holds 5 entries, and a head over 9 was signed") {
		t.Errorf("alarms %q", a)
	}
	js, err := n.Journal(t.Context())
	if err != nil || len(js) != 6 || js[5].Action != "journal-short" {
		t.Errorf("%v, %v", js, err)
	}
	v, err := n.VerifyJournal(t.Context())
	if err != nil || v.OK || v.Signed != 5 || !strings.Contains(v.Errors[0], "entry 7 of the journal is missing") {
		t.Errorf("%+v, %v", v, err)
	}
	n.Close()
}

// A commit that fails, stored or not, leaves the tree what the table is, and the next head holds.
func TestJournalFaults(t *testing.T) {
	for _, f := range storetest.Faults {
		for nth := 1; nth < 12; nth++ {
			s := newStation(t, "north")
			journalled(t, s, storetest.Faulty(s.memory, storetest.Nth(nth, f)), 1, 6, 2, 4)
			s.alarms.take()
			n, err := openJournalNode(s, s.memory.Reopen())
			if err != nil {
				t.Fatal(err)
			}
			n.Note(t.Context(), Who{}, "export", "after")
			v, err := n.VerifyJournal(t.Context())
			if err != nil || !v.OK || v.Signed != v.Entries || v.Entries < 1 {
				t.Errorf("%v at commit %d: %+v, %v", f, nth, v, err)
			}
			if a := s.alarms.take(); len(a) > 0 {
				t.Errorf("%v at commit %d: alarms %q", f, nth, a)
			}
			n.Close()
		}
	}
}

// A head is signed at the start, at a reading and at the end, and none where nothing was added; its leaves are what the
// decision says.
func TestJournalHeads(t *testing.T) {
	s := newStation(t, "north")
	journalled(t, s, s.memory, 1, 3)
	heads := func() (sizes []uint64) {
		s.memory.Reopen().View(func(r store.Reader) error {
			hs, err := r.JournalHeads(0, 0)
			for _, h := range hs {
				sizes = append(sizes, h.Size)
			}
			return err
		})
		return sizes
	}
	journalled(t, s, s.memory.Reopen(), 1, 0)
	n, err := openJournalNode(s, s.memory.Reopen())
	if err != nil {
		t.Fatal(err)
	}
	n.Note(t.Context(), Who{}, "export", "x")
	n.Journal(t.Context())
	n.Journal(t.Context())
	n.Close()
	if got := heads(); fmt.Sprint(got) != "[3 4]" {
		t.Errorf("heads over %v", got)
	}
	m, ok, err := s.marks.Read(journalLog("north"))
	if err != nil || !ok || m.Size != 4 {
		t.Errorf("the mark: %v, %v, %v", m, ok, err)
	}
	leaf := journalLeaf(store.Entry{Seq: 1, Time: 2, User: "a", Post: "b", Action: "c", Detail: "d"})
	if want := "\x86\x01\x02\x41a\x41b\x41c\x41d"; string(leaf) != want {
		t.Errorf("a leaf is %x, want %x", leaf, want)
	}
	var _ parley.Hash = record.LeafHash(leaf)
}
