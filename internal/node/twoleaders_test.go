package node

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// A sharedStore is what one of several nodes has of a database that they share, as package postgres does it without its advisory lock:
// a transaction that writes is stored only in the generation in force, and after one that is not, or whose outcome is unknown,
// nothing more is.
type sharedStore struct {
	store.Store
	number  *int // the generation in force; read and raised in transactions
	ours    int
	ended   chan struct{}
	ending  sync.Once
	refused int // transactions that another generation refused
}

var errDeposed = parley.Errorf(parley.CodeStorage, "another node of this party has taken over the database")

// raise gives who opens s the right to write.
func (s *sharedStore) raise() error {
	s.ended = make(chan struct{})
	return s.Store.Update(func(store.Tx) error { *s.number++; s.ours = *s.number; return nil })
}

func (s *sharedStore) Update(fn func(store.Tx) error) error {
	if s.Why() != nil {
		return s.Why()
	}
	err := s.Store.Update(func(tx store.Tx) error {
		if *s.number != s.ours {
			s.refused++
			return errDeposed
		}
		return fn(tx)
	})
	if errors.Is(err, errDeposed) || errors.Is(err, store.ErrUnknown) {
		s.ending.Do(func() { close(s.ended) })
	}
	return err
}

func (s *sharedStore) Mute() <-chan struct{} { return s.ended }

func (s *sharedStore) Why() error {
	select {
	case <-s.ended:
		return errDeposed
	default:
		return nil
	}
}

// twoLeaders are two nodes of north over one database, and south.
type twoLeaders struct {
	*world
	number int
	a, b   *station
	sent   map[parley.PartyID][]string
	saved  [][]byte // of north, not answered for
}

// second makes another machine of north: the same keys, the same database, high-water files of its own that were copied once.
func (l *twoLeaders) second(plan storetest.Plan) *station {
	marks := &memoryMarks{m: map[store.LogID]Mark{}}
	for log, m := range l.a.marks.(*memoryMarks).m {
		marks.m[log] = m
	}
	return &station{id: l.a.id, keys: l.a.keys, file: l.a.file, memory: l.a.memory, marks: marks, rand: newStream("north-b"), identity: l.a.identity,
		store: &sharedStore{Store: storetest.Faulty(l.a.memory, plan), number: &l.number}}
}

// A node that was deposed and does not know it can write nothing and shows no head, whatever it is asked and whatever comes; it ends. No
// fork, nothing lost, nothing double: also when the last write of the first, or any write of the second, fails in any way.
func TestTwoLeaders(t *testing.T) {
	first, second := playLeaders(t, storetest.Nth(0, storetest.None), storetest.Nth(0, storetest.None))
	if first < 3 || second < 5 {
		t.Fatalf("%d and %d writes", first, second)
	}
	for _, f := range storetest.Faults {
		for n := range first {
			playLeaders(t, storetest.Nth(n+1, f), storetest.Nth(0, storetest.None))
		}
		for n := range second {
			playLeaders(t, storetest.Nth(0, storetest.None), storetest.Nth(n+1, f))
		}
	}
	t.Logf("%d writes of the first, %d of the second, each failing in %d ways", first, second, len(storetest.Faults))
}

func playLeaders(t *testing.T, first, second storetest.Plan) (writesA, writesB int) {
	synctest.Test(t, func(t *testing.T) {
		l := &twoLeaders{world: newWorld(t, 5, true, "north", "south"), sent: map[parley.PartyID][]string{}}
		defer l.stopAll()
		l.a = l.stations["north"]
		l.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 640000})
		l.link("north-b", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 640000})
		a := storetest.Faulty(l.a.memory, first)
		l.a.store = &sharedStore{Store: a, number: &l.number}
		l.b = l.second(second)
		l.lead(l.a, "north")
		l.start("south")
		l.exchange(l.a, "north", "before")
		l.coexist()
		l.exchange(l.b, "north-b", "after")
		time.Sleep(10 * time.Second)
		l.checkPromises()
		l.checkArrived(l.sent)
		writesA, writesB = a.Commits(), l.b.store.(*sharedStore).Store.(*storetest.FaultyStore).Commits()
	})
	return writesA, writesB
}

// lead opens a node in a new generation and has it serve, again where a write failed.
func (l *twoLeaders) lead(s *station, host string) {
	l.t.Helper()
	for range 5 {
		shared := s.store.(*sharedStore)
		s.store = &sharedStore{Store: shared.Store, number: shared.number, refused: shared.refused}
		if s.store.(*sharedStore).raise() != nil {
			continue
		}
		var err error
		if s.node, err = l.tryOpen(s); err != nil {
			continue
		}
		l.stations["north"] = s
		l.serveAt(s, host+".invalid:7420")
		return
	}
	l.t.Fatal("north does not lead")
}

// exchange sends a text each way, again where a write of north failed, and waits until both are recorded.
func (l *twoLeaders) exchange(s *station, host, text string) {
	l.t.Helper()
	envelope := l.seal("north", l.message("north", "south", parley.Flash, text))
	l.sent["north"] = append(l.sent["north"], parley.Sum(envelope).String())
	back := l.send("south", "north", parley.Flash, text)
	l.sent["south"] = append(l.sent["south"], back)
	for _, e := range append(l.saved, envelope) {
		l.submitTo(s, host, e)
	}
	l.saved = nil
	time.Sleep(10 * time.Second)
	l.again(s, host)
	l.wait("south", back, "recorded", 5*time.Minute)
	l.again(s, host)
	l.wait("north", parley.Sum(envelope).String(), "recorded", 5*time.Minute)
}

// submitTo hands an envelope over until it is answered for.
func (l *twoLeaders) submitTo(s *station, host string, envelope []byte) {
	l.t.Helper()
	for range 5 {
		if _, err := s.node.Submit(l.t.Context(), envelope, Who{User: "test"}); err == nil {
			return
		}
		synctest.Wait()
		l.again(s, host)
	}
	l.t.Fatal("a message is not accepted")
}

// again has a node that ended with its store lead once more.
func (l *twoLeaders) again(s *station, host string) {
	select {
	case <-s.done:
		s.stop()
		l.lead(s, host)
	default:
	}
}

// coexist has the second node lead while the first one goes on and knows nothing of it.
func (l *twoLeaders) coexist() {
	l.t.Helper()
	l.again(l.a, "north")
	size := l.sizeAt("south")
	l.lead(l.b, "north-b")
	envelope := l.seal("north", l.message("north", "south", parley.Flash, "by the first, deposed"))
	if _, err := l.a.node.Submit(l.t.Context(), envelope, Who{User: "test"}); err == nil || !strings.Contains(err.Error(), "taken over") {
		l.t.Fatalf("a node that was deposed took a message: %v", err)
	}
	l.saved = append(l.saved, envelope)
	l.sent["north"] = append(l.sent["north"], parley.Sum(envelope).String())
	synctest.Wait()
	select {
	case <-l.a.done:
	default:
		l.t.Fatal("a node that was deposed serves on")
	}
	if l.a.served == nil || !strings.Contains(l.a.served.Error(), "taken over") {
		l.t.Errorf("it ended with %v", l.a.served)
	}
	if l.a.store.(*sharedStore).refused == 0 || l.sizeAt("south") < size {
		l.t.Error("nothing was refused")
	}
	l.a.stop()
}

// sizeAt is what a station holds of north's record.
func (l *twoLeaders) sizeAt(id parley.PartyID) (size uint64) {
	err := l.stations[id].memory.View(func(r store.Reader) (err error) {
		size, err = r.LogSize(store.LogID{Charter: l.id, Party: "north"})
		return err
	})
	if err != nil {
		l.t.Fatal(fmt.Errorf("south: %w", err))
	}
	return size
}
