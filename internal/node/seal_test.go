package node

import (
	"crypto/ed25519"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/keystore"
	"parley/internal/simnet"
	"parley/internal/store/storetest"
)

// An outsideKey is a key that remembers the heads that it signed, and refuses one that contradicts them.
type outsideKey struct {
	*keystore.Key
	mu     sync.Mutex
	gone   bool
	asked  int
	last   map[string]outsideHead
	forked []string
}

type outsideHead struct {
	size uint64
	text string
}

func (k *outsideKey) Remembers() bool           { return true }
func (k *outsideKey) Public() ed25519.PublicKey { return k.Key.Public() }

func (k *outsideKey) Sign(text []byte) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.asked++
	if k.gone {
		return nil, parley.Errorf(parley.CodeNotRunning, "there is no agent at /agent")
	}
	if lines := strings.Split(string(text), "\n"); !strings.HasPrefix(lines[0], "cosignature") {
		h := outsideHead{text: string(text)}
		fmt.Sscan(lines[1], &h.size)
		if last := k.last[lines[0]]; h.size < last.size || h.size == last.size && h.text != last.text {
			k.forked = append(k.forked, fmt.Sprintf("%d after %d", h.size, last.size))
			return nil, parley.Errorf(parley.CodeFork, "the head contradicts one that was signed")
		}
		k.last[lines[0]] = h
	}
	return k.Key.Sign(text)
}

func (k *outsideKey) set(gone bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.gone = gone
}

// outside has a station's log and cosigner keys live outside.
func (w *world) outside(id parley.PartyID) map[string]*outsideKey {
	keys := map[string]*outsideKey{}
	w.stations[id].signs = func(role string, k *keystore.Key) parley.Signer {
		if keys[role] == nil {
			keys[role] = &outsideKey{Key: k, last: map[string]outsideHead{}}
		}
		return keys[role]
	}
	return keys
}

// A node whose log and cosigner keys live outside sends, receives and cosigns as others do; while they give no signature
// it takes messages and shows texts, shows no head, and says why; when they are back, all goes out by itself.
func TestKeysOutsideTheNode(t *testing.T) {
	for _, restart := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 11, true, "north", "south")
			defer w.stopAll()
			w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
			keys := w.outside("north")
			north, south := w.start("north"), w.start("south")
			sent := []string{w.send("north", "south", parley.Flash, "Before.")}
			w.wait("north", sent[0], "recorded", time.Minute)
			back := []string{w.send("south", "north", parley.Flash, "Answer.")}
			w.wait("south", back[0], "recorded", time.Minute)
			time.Sleep(time.Minute)
			if !w.cosigners("south", "south")["north"] {
				t.Error("north has not cosigned south's record")
			}

			keys["log"].set(true)
			keys["cosigner"].set(true)
			for _, text := range []string{"First.", "Second."} {
				envelope := w.seal("north", w.message("north", "south", parley.Flash, text))
				s, err := north.Submit(t.Context(), envelope, Who{})
				if err != nil || s.Repeated {
					t.Fatalf("submitted: %+v, %v", s, err)
				}
				sent = append(sent, s.ID)
			}
			back = append(back, w.send("south", "north", parley.Flash, "While it is gone."))
			time.Sleep(5 * time.Minute)
			if in, err := south.Inbox(t.Context(), Query{}); err != nil || len(in) != 1 {
				t.Fatalf("south holds %d messages, %v", len(in), err)
			}
			if in, err := north.Inbox(t.Context(), Query{}); err != nil || len(in) != 2 {
				t.Fatalf("north shows %d messages, %v", len(in), err)
			}
			if e := w.events("north", EventKey); len(e) < 2 || !strings.Contains(strings.Join(e, " "), "the log key gives no signature: there is no agent") ||
				!strings.Contains(strings.Join(e, " "), "the cosigner key gives no signature: there is no agent") {
				t.Errorf("events %q", e)
			}
			if restart {
				w.stop("north")
				north = w.start("north")
				time.Sleep(time.Minute)
			}
			keys["log"].set(false)
			keys["cosigner"].set(false)
			for _, id := range sent {
				w.wait("north", id, "recorded", time.Minute)
			}
			w.wait("south", back[1], "recorded", time.Minute)
			time.Sleep(time.Minute)
			w.checkPromises()
			w.checkArrived(map[parley.PartyID][]string{"north": sent, "south": back})
			w.recordsHold("north")
			if len(keys["log"].forked) > 0 {
				t.Errorf("the log key was asked for heads that contradict others: %v", keys["log"].forked)
			}
			w.stations["north"].alarms.take()
		})
	}
}

// A transaction that fails, stored or not, never has the log key sign a head that is taken back.
func TestNoHeadIsSignedBeforeItIsStored(t *testing.T) {
	for _, fault := range storetest.Faults {
		for nth := range 6 {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 12, true, "north", "south")
				defer w.stopAll()
				w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
				keys := w.outside("north")
				s := w.stations["north"]
				armed, commits := false, 0
				var mu sync.Mutex
				s.store = storetest.Faulty(s.memory, func(int) storetest.Fault {
					mu.Lock()
					defer mu.Unlock()
					if !armed {
						return storetest.None
					}
					if commits++; commits == nth+1 {
						return fault
					}
					return storetest.None
				})
				north := w.start("north")
				w.start("south")
				time.Sleep(time.Minute)
				mu.Lock()
				armed = true
				mu.Unlock()
				first := w.seal("north", w.message("north", "south", parley.Flash, "First."))
				if _, err := north.Submit(t.Context(), first, Who{}); err != nil && parley.CodeOf(err) != parley.CodeStorage {
					t.Errorf("submitted: %v", err)
				}
				second := w.seal("north", w.message("north", "south", parley.Flash, "Second."))
				if _, err := north.Submit(t.Context(), second, Who{}); err != nil && parley.CodeOf(err) != parley.CodeStorage {
					t.Errorf("submitted: %v", err)
				}
				time.Sleep(time.Minute)
				w.stop("north")
				s.store = s.memory
				north = w.start("north")
				for _, envelope := range [][]byte{first, second} {
					again, err := north.Submit(t.Context(), envelope, Who{})
					if err != nil {
						t.Fatal(err)
					}
					w.wait("north", again.ID, "recorded", time.Minute)
				}
				w.checkPromises()
				w.recordsHold("north")
				if len(keys["log"].forked) > 0 {
					t.Errorf("%v, commit %d: the log key was asked for heads that contradict others: %v", fault, nth+1, keys["log"].forked)
				}
				s.alarms.take()
			})
		}
	}
}
