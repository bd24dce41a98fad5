package node

import (
	"bytes"
	"crypto/ed25519"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/link"
	"parley/record"
	"parley/wire"
)

var quick = simnet.Path{Delay: 20 * time.Millisecond, Rate: 1 << 20}

// meshWorld is a world whose stations are all joined, but for the pairs that are cut.
func meshWorld(t *testing.T, cut [][2]parley.PartyID, parties ...parley.PartyID) *world {
	w := newWorld(t, 3, true, parties...)
	for i, a := range parties {
		for _, b := range parties[i+1:] {
			w.link(a, b, quick)
		}
	}
	for _, c := range cut {
		w.cut(c[0], c[1])
	}
	return w
}

// twin makes a second node of a party, with the same keys and the same first leaves, that only those joined to its name
// can reach.
func (w *world) twin(of, name parley.PartyID) *station {
	w.t.Helper()
	s := w.stations[of]
	x := &station{id: of, keys: s.keys, file: s.file, memory: storetest.NewMemory(), marks: &memoryMarks{m: map[store.LogID]Mark{}}, rand: newStream(string(of))}
	x.store = x.memory
	n := w.open(x)
	a := Adoption{Text: w.text, Signatures: w.lines}
	for _, id := range w.order {
		a.Parties = append(a.Parties, w.stations[id].file.Encode())
	}
	if _, err := n.Adopt(w.t.Context(), a); err != nil {
		w.t.Fatal(err)
	}
	n.Close()
	w.stations[name] = x
	w.order = append(w.order, name)
	return x
}

// sizeAt returns how many leaves of a party's record a station holds.
func (w *world) sizeAt(at, of parley.PartyID) uint64 {
	w.t.Helper()
	n := w.stations[at].node
	size, err := n.size(n.tables()[0].seat(of).log)
	if err != nil {
		w.t.Fatal(err)
	}
	return size
}

// say submits a text of a party at one of its nodes.
func (w *world) say(at *Node, from parley.PartyID, text string, to ...parley.PartyID) string {
	w.t.Helper()
	m := w.message(from, to[0], parley.Flash, text)
	for _, p := range to[1:] {
		m.Info = append(m.Info, addressTo(p))
	}
	s, err := at.Submit(w.t.Context(), w.seal(from, m), Who{User: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	return s.ID
}

// [REC-37] R6, hand on: a node MUST hand every peer the heads of every record of the charter that it holds and its own
// cosignatures over them, and on request the leaves, and the cosignatures that it holds of others.
func TestTwoWhoseLineIsDownLearnFromAThird(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := meshWorld(t, [][2]parley.PartyID{{"east", "north"}}, "east", "north", "south")
		defer w.stopAll()
		for _, id := range w.order {
			w.start(id)
		}
		time.Sleep(time.Minute)
		for i := range 3 {
			w.wait("north", w.send("north", "south", parley.Flash, "To the third party only."), "recorded", time.Minute)
			time.Sleep(time.Minute)
			if got, want := w.sizeAt("east", "north"), w.sizeAt("north", "north"); got != want || want < uint64(3+i) {
				t.Errorf("east holds %d leaves of north's record of %d", got, want)
			}
			if got, want := w.sizeAt("north", "east"), w.sizeAt("east", "east"); got != want {
				t.Errorf("north holds %d leaves of east's record of %d", got, want)
			}
		}
		if c := w.cosigners("east", "north"); !c["south"] || !c["east"] {
			t.Errorf("east holds cosignatures over north's record by %v", c)
		}
		w.checkPromises()
	})
}

// [REC-37] a node MUST hand every peer, on request, the leaves, and the cosignatures that it holds of others.
// What a mirror cosigned comes from others where its own line is down.
func TestCosignaturesOfAMirrorWhoseLineIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := meshWorld(t, [][2]parley.PartyID{{"east", "west"}}, "east", "north", "south", "west")
		defer w.stopAll()
		for _, id := range w.order {
			w.start(id)
		}
		time.Sleep(2 * time.Minute)
		w.wait("north", w.send("north", "south", parley.Flash, "To the third party only."), "recorded", time.Minute)
		time.Sleep(time.Minute)
		w.wait("south", w.send("south", "north", parley.Flash, "And back."), "recorded", time.Minute)
		time.Sleep(4 * time.Minute)
		for _, of := range []parley.PartyID{"north", "south"} {
			if c := w.cosigners("east", of); !c["west"] || !c["east"] {
				t.Errorf("east holds cosignatures over the record of %s by %v", of, c)
			}
		}
	})
}

// cosigners returns the mirrors of which a station holds a cosignature over the newest head of a party's record.
func (w *world) cosigners(at, of parley.PartyID) map[parley.PartyID]bool {
	w.t.Helper()
	out := map[parley.PartyID]bool{}
	n := w.stations[at].node
	err := n.cfg.Store.View(func(r store.Reader) error {
		log := n.tables()[0].seat(of).log
		h, err := r.LastHead(log)
		if err != nil {
			return err
		}
		cs, err := r.CosignedAtOrAfter(log, h.Size)
		for _, c := range cs {
			out[c.Mirror] = true
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// [REC-39] One that is signed and contradicts them is a fork: the node MUST keep the proof, raise it, and hand it to every
// peer under the charter; it stops no text.
// A party that shows two logs to two peers whose own line is down until later is convicted by both within one exchange
// after they meet, with evidence that parley-verify accepts, whichever of the two was shown more. Texts go on.
func TestASplitViewMeetsItself(t *testing.T) {
	for name, c := range map[string]struct{ toNorth, toEast int }{"equal": {2, 2}, "north was shown more": {5, 2}, "east was shown more": {1, 4}} {
		t.Run(name, func(t *testing.T) {
			var files [][]byte
			var fingerprint string
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 3, true, "east", "north", "south")
				defer w.stopAll()
				w.link("north", "south", quick)
				w.link("east", "twin", quick)
				w.link("east", "north", quick)
				w.cut("east", "north")
				twin := w.twin("south", "twin")
				for _, id := range w.order {
					w.start(id)
				}
				for range c.toNorth {
					w.say(w.stations["south"].node, "south", "What north reads.", "north")
				}
				for range c.toEast {
					w.say(twin.node, "south", "What east reads.", "east")
				}
				time.Sleep(2 * time.Minute)
				if len(evidence(t, w.stations["north"].node))+len(evidence(t, w.stations["east"].node)) != 0 {
					t.Fatal("convicted before they met")
				}
				w.restore("east", "north")
				time.Sleep(time.Minute)
				fingerprint = charter.Fingerprint(w.id)
				for _, id := range []parley.PartyID{"east", "north"} {
					files = append(files, w.convicted(id, "south", record.EvidenceFork)...)
				}
				w.say(w.stations["south"].node, "south", "Read this all the same.", "north")
				time.Sleep(time.Minute)
				if in := w.inbox("north"); *in[len(in)-1].Text != "Read this all the same." {
					t.Error("a fork stopped a text")
				}
				w.stop("twin")
				w.checkPromises()
			})
			verifyFiles(t, fingerprint, files)
		})
	}
}

// convicted returns the proofs that a station holds against a party; there is at least one, it was raised, and it holds.
func (w *world) convicted(at, party parley.PartyID, kind record.EvidenceKind) (files [][]byte) {
	w.t.Helper()
	n := w.stations[at].node
	for _, e := range evidence(w.t.(*testing.T), n) {
		r, err := record.VerifyEvidence(e.Bytes, charter.Fingerprint(w.id))
		if err != nil || r.Verdict != record.Verified || r.Kind != kind || e.Log.Party != party {
			w.t.Errorf("%s: %v, %+v", at, err, r)
		}
		files = append(files, e.Bytes)
	}
	proofs, since := n.disputed(w.id, party)
	if len(files) == 0 || len(proofs) != len(files) || since == 0 {
		w.t.Errorf("%s holds %d proofs against %s, and names %d", at, len(files), party, len(proofs))
	}
	first, err := n.Proof(w.t.Context(), "", party, Who{})
	if err != nil || !bytes.Equal(first, files[0]) && len(files) == 1 {
		w.t.Errorf("%s: the proof against %s: %v", at, party, err)
	}
	if v, err := n.VerifyRecord(w.t.Context()); err != nil || !v.OK || countProofs(v, party) != len(files) {
		w.t.Errorf("%s: %v, %+v", at, err, v)
	}
	words := map[record.EvidenceKind]string{record.EvidenceFork: "contradict each other", record.EvidenceDate: "go back"}[kind]
	if n := w.stations[at].alarms.raised(words); n != len(files) {
		w.t.Errorf("%s raised %d alarms for %d proofs", at, n, len(files))
	}
	return files
}

func countProofs(v VerifyView, party parley.PartyID) (n int) {
	for _, r := range v.Records {
		if r.Party == string(party) {
			n += len(r.Proofs)
		}
	}
	return n
}

// verifyFiles has the auditor's tool judge files, and returns what it said.
func verifyFiles(t *testing.T, fingerprint string, files [][]byte) (said string) {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "parley-verify")
	if out, err := exec.Command("go", "build", "-o", tool, "parley/cmd/parley-verify").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, b := range files {
		file := filepath.Join(t.TempDir(), "proof")
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(tool, "--charter", fingerprint, file).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		} else {
			said += string(out)
		}
	}
	return said
}

// [REC-39] A node MUST hold each head that a peer shows of any record against the leaves that it holds of that record.
// [REC-41] A node that holds such a proof MUST NOT take over further leaves of that record.
// A record that goes on from another tree than the one shown before is a fork, whoever shows it: the leaves that are
// asked for come with the frontier before them, and prove it.
func TestAForkAheadIsProvedByItsFrontier(t *testing.T) {
	attack(t, func(p *rawPeer) {
		p.greet()
		f := p.north().clocks(p.t, 5, 0)
		p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves}, p.head(f, false))
		other := p.north().clocks(p.t, 9, 1)
		p.send(&wire.Leaves{Log: p.log("north"), Start: 7, Leaves: other.leaves[7:]}, p.head(other, false))
		if len(evidence(p.t, p.south)) != 0 || p.asked.Load() == 0 {
			p.t.Fatalf("asked %d times", p.asked.Load())
		}
		frontier, err := record.Frontier(7, other.read)
		if err != nil {
			p.t.Fatal(err)
		}
		wrong := append([]parley.Hash(nil), frontier...)
		wrong[0] = parley.Sum(nil)
		p.send(&wire.Leaves{Log: p.log("north"), Start: 7, Leaves: other.leaves[7:], Frontier: wrong}, p.head(other, false))
		if len(evidence(p.t, p.south)) != 0 {
			p.t.Fatal("a frontier of nothing is taken as a proof")
		}
		p.send(&wire.Leaves{Log: p.log("north"), Start: 7, Leaves: other.leaves[7:], Frontier: frontier}, p.head(other, false))
		p.w.convicted("south", "north", record.EvidenceFork)
		f.clocks(p.t, 1, 100)
		p.send(&wire.Leaves{Log: p.log("north"), Start: 7, Leaves: f.leaves[7:]}, p.head(f, false))
		if p.held() != 7 {
			p.t.Errorf("the record was extended after the fork, to %d leaves", p.held())
		}
		time.Sleep(time.Minute)
		p.w.convicted("east", "north", record.EvidenceFork)
	})
}

// [REC-40] A node MUST do the same with the proof that the dates of a signed record go back (3.9, kind 3), and with either
// proof when a peer shows one that verifies.
// A record whose dates go back is evidence too: made, kept, raised, and handed on; the record is not extended.
func TestDatesThatGoBackAreProved(t *testing.T) {
	attack(t, func(p *rawPeer) {
		f, now := p.north(), parley.MillisOf(wall())
		p.greet()
		p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves}, p.head(f, false))
		f.add(p.t, wire.Leaf{Kind: wire.LeafClock, Date: now + 1000}, wire.Leaf{Kind: wire.LeafClock, Date: now + 999})
		for range 3 {
			p.send(&wire.Leaves{Log: p.log("north"), Start: 2, Leaves: f.leaves[2:]}, p.head(f, false))
		}
		time.Sleep(time.Minute)
		p.w.convicted("south", "north", record.EvidenceDate)
		p.w.convicted("east", "north", record.EvidenceDate)
		if p.held() != 2 {
			p.t.Errorf("%d leaves are held", p.held())
		}
	})
}

// Proofs that prove nothing are not kept, and many of them cost no more than a few.
func TestProofsThatProveNothing(t *testing.T) {
	attack(t, func(p *rawPeer) {
		p.greet()
		f := p.north().clocks(p.t, 3, 0)
		p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves}, p.head(f, false), p.head(p.north().clocks(p.t, 3, 1), true))
		good := p.w.convicted("south", "north", record.EvidenceFork)[0]
		time.Sleep(2 * time.Minute)
		for i := range 100 {
			bad := append([]byte(nil), good...)
			bad[len(bad)-1-i] ^= 1
			p.send(&wire.Fork{Evidence: bad})
		}
		p.send(&wire.Fork{Evidence: good})
		p.w.convicted("south", "north", record.EvidenceFork)
	})
}

// [REC-42] A node that holds a message MUST offer it to a peer that asks for it and is one of its addressees, and to no
// other peer.
// Of two whose own line is down each learns the other's record from a third, one that has the same message hands it on,
// and the receipt finds its way back. Whoever is no addressee does not get a byte of it.
func TestABodyFromAThird(t *testing.T) {
	for _, size := range []int{40, 20000} {
		synctest.Test(t, func(t *testing.T) {
			w := meshWorld(t, [][2]parley.PartyID{{"east", "north"}}, "east", "north", "south", "west")
			defer w.stopAll()
			words := []byte(longText(size))[size/4 : size/4+20]
			w.tap = func(from parley.PartyID, to ed25519.PublicKey, frame []byte) {
				if w.stationOf(to) == "west" && bytes.Contains(frame, words) {
					t.Errorf("%s sends west a part of the text", from)
				}
			}
			for _, id := range w.order {
				w.start(id)
			}
			time.Sleep(time.Minute)
			begin := time.Now()
			id := w.say(w.stations["north"].node, "north", longText(size), "east", "south")
			time.Sleep(3 * time.Second)
			if len(w.inbox("east")) != 0 {
				t.Fatal("it came by itself")
			}
			h, _ := parley.ParseHash(id)
			for _, third := range []parley.PartyID{"south", "north", "east"} { // west asks for what is not its own
				n := w.stations["west"].node
				p := n.peerOf(n.tables()[0], third)
				p.box.put(link.Control{Frame: &wire.Ask{What: wire.AskBody, Log: p.wireLog(n.tables()[0], n.tables()[0].seat("north")), ID: &h}, Session: -1})
			}
			w.wait("north", id, "recorded", 5*time.Minute)
			t.Logf("%d bytes: recorded after %v", size, time.Since(begin))
			if in := w.inbox("east"); len(in) != 1 || *in[0].Text != longText(size) {
				t.Fatalf("east holds %d messages", len(in))
			}
			w.ack("east", id)
			w.wait("north", id, "recorded", time.Minute)
			if n := len(w.inbox("west")); n != 0 {
				t.Errorf("west holds %d messages", n)
			}
			time.Sleep(time.Minute)
			w.checkPromises()
		})
	}
}

// What a peer sends under the id of a body that another one sends neither holds it up nor spoils it, whoever is first, and
// whomever it names as the author.
func TestNobodySpoilsABody(t *testing.T) {
	for _, claimed := range []parley.PartyID{"north", "east"} {
		for _, blob := range []bool{false, true} {
			attack(t, func(p *rawPeer) {
				p.w.net.SetPath("east.invalid:7420", "south.invalid:7420", simnet.Path{Delay: 50 * time.Millisecond, Rate: 16000})
				salt := [16]byte{9}
				bytes := pattern("a chart", 30000)
				chart := p.w.upload("east", salt, "chart.bin", bytes)
				text := p.w.message("east", "south", parley.Priority, longText(30000))
				envelope := p.w.seal("east", text)
				id, size, kind := parley.Sum(envelope), uint64(len(envelope)), wire.FrameType(wire.TypeBody)
				if blob {
					id, size, kind = chart.ID, chart.Size, wire.TypeBlob
				}
				p.greet()
				spoil := func(n uint64, offset uint64) {
					p.send(&wire.Body{Type: kind, N: n, Offset: offset, Bytes: make([]byte, 1000),
						Open: &wire.Open{Log: p.log(claimed), Size: size, ID: &id, Precedence: parley.Flash}})
				}
				spoil(1, 0)
				spoil(1, 5000)
				if blob {
					p.w.sendBlobs("east", "south", salt, chart)
				} else if _, err := p.w.stations["east"].node.Submit(p.t.Context(), envelope, Who{}); err != nil {
					p.t.Fatal(err)
				}
				for i := range uint64(30) {
					time.Sleep(time.Second)
					spoil(1, i*1000)
				}
				time.Sleep(2 * time.Minute)
				if blob {
					p.w.wantAttachment("south", chart.ID, bytes)
				} else if m, err := p.south.Show(p.t.Context(), id.String()); err != nil || *m.Text != longText(30000) {
					p.t.Errorf("%v", err)
				}
			})
		}
	}
}
