package node

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/keystore"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

var rotations = flag.Uint64("rotations", 8, "seeds of the simulation of keys that are replaced")

// [REC-9] A head of size n is verified by the log key of the last sheet below n, and by no other. [REC-80] A message is judged
// by the sheet in force where it was sent. Each key of both parties is replaced in turn while messages flow both ways: with
// both nodes up, with the other one away, with a node that is stopped before, amid or after the new sheet is kept, and with a
// disk that fails as it is entered. Nothing is lost and nothing doubled, all heads that ever were verify, and nobody who
// holds a link key of before gets in. The seed of each run is in its name.
func TestKeysAreReplacedUnderTraffic(t *testing.T) {
	for seed := uint64(1); seed <= *rotations; seed++ {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { newRotation(t, seed).play() })
		})
	}
}

// A rotation is one run.
type rotation struct {
	*world
	rnd    *rand.Rand
	sent   map[parley.PartyID][]string
	heads  map[parley.PartyID][]store.Head // as each party signed them
	stolen map[parley.PartyID]*keystore.Key
	made   int // keys
	byHand int // sheets that were handed over by another channel
}

func newRotation(t *testing.T, seed uint64) *rotation {
	x := &rotation{world: newWorld(t, seed, seed%2 == 0, "north", "south"), rnd: rand.New(rand.NewPCG(seed, 23)),
		sent: map[parley.PartyID][]string{}, heads: map[parley.PartyID][]store.Head{}, stolen: map[parley.PartyID]*keystore.Key{}}
	path := simnet.Path{Delay: time.Duration(20+x.rnd.IntN(400)) * time.Millisecond, Rate: 9600 << x.rnd.IntN(4)}
	if !x.reliable {
		path.Loss, path.Repeat, path.Reorder = 0.1*x.rnd.Float64(), 0.05*x.rnd.Float64(), 0.1*x.rnd.Float64()
	}
	x.link("north", "south", path)
	if seed%3 == 0 {
		x.behindAgents("north")
	}
	return x
}

// behindAgents has the log and cosigner keys of a station, also those to come, live with an agent.
func (x *rotation) behindAgents(id parley.PartyID) {
	keys := map[parley.KeyID]*outsideKey{}
	x.stations[id].signs = func(_ string, k *keystore.Key) parley.Signer {
		kid := parley.KeyIDOf(k.Public())
		if keys[kid] == nil {
			keys[kid] = &outsideKey{Key: k, last: map[string]outsideHead{}}
		}
		return keys[kid]
	}
}

// ways are how a key is replaced.
var ways = []func(x *rotation, id parley.PartyID, role string){
	(*rotation).whileBothRun, (*rotation).whileBothRun, (*rotation).whileAway, (*rotation).notKept, (*rotation).keptAndStopped, (*rotation).diskFails, (*rotation).whileStopped,
}

func (x *rotation) play() {
	defer x.stopAll()
	x.start("north")
	x.start("south")
	x.talk(3)
	roles := []string{"link", "log", "cosigner", "link", "duty", "operator"}
	x.rnd.Shuffle(len(roles), func(i, j int) { roles[i], roles[j] = roles[j], roles[i] })
	for _, role := range roles {
		id := x.order[x.rnd.IntN(2)]
		x.talk(1 + x.rnd.IntN(3))
		way := x.rnd.IntN(len(ways))
		x.t.Logf("%v %s: the %s key of %s, way %d", wall().Format(time.TimeOnly), x.t.Name(), role, id, way)
		ways[way](x, id, role)
		x.talk(1 + x.rnd.IntN(3))
		x.thief()
	}
	x.settle()
}

// talk has both say something, and takes down the heads over it.
func (x *rotation) talk(rounds int) {
	x.t.Helper()
	for range rounds {
		for _, id := range x.order {
			if x.stations[id].node == nil {
				continue
			}
			x.sent[id] = append(x.sent[id], x.write(id, x.other(id), fmt.Sprintf("Text %d of %s.", len(x.sent[id]), id)))
			if x.stations[id].signs == nil {
				x.heads[id] = append(x.heads[id], lastHead(x.t.(*testing.T), x.stations[id].node))
			}
		}
		time.Sleep(time.Duration(x.rnd.IntN(3000)) * time.Millisecond)
	}
}

func (x *rotation) other(id parley.PartyID) parley.PartyID {
	if id == x.order[0] {
		return x.order[1]
	}
	return x.order[0]
}

// next makes the next sheet of a station with a new key, and returns what takes it back. The key before is stolen.
func (x *rotation) next(id parley.PartyID, role string) (back func()) {
	s := x.stations[id]
	old, file := s.keys[role], s.file
	if role == "link" {
		x.stolen[id] = old
	}
	x.made++
	s.keys[role] = testKey(fmt.Sprintf("%s %s, number %d", id, role, x.made))
	s.makeSheet(x.t, mustSheet(x.t, s.file.Sheet))
	return func() { s.keys[role], s.file = old, file }
}

// replaceKeys puts it in force.
func (x *rotation) replaceKeys(id parley.PartyID) error {
	s := x.stations[id]
	_, err := s.node.ReplaceSheet(x.t.Context(), Replacement{PartyFile: s.file.Encode(), Who: Who{User: "test"}})
	if err == nil {
		s.lines.use(s.keys["link"].Public())
	}
	return err
}

func (x *rotation) must(err error) {
	x.t.Helper()
	if err != nil {
		x.t.Fatal(err)
	}
}

func (x *rotation) again(id parley.PartyID) {
	x.stop(id)
	x.start(id)
}

func (x *rotation) whileBothRun(id parley.PartyID, role string) {
	x.next(id, role)
	x.must(x.replaceKeys(id))
}

// meet hands sheets over by another channel where a new link key is not known to the other side: where neither knows that of
// the other none can reach the other, since each pins the key before; and on a bearer of packets, on which a stranger is not
// always heard.
func (x *rotation) meet() {
	north, south := x.stations["north"], x.stations["south"]
	toSouth, toNorth := x.linkOf(south.node, "north"), x.linkOf(north.node, "south")
	if x.reliable && (toSouth || toNorth) {
		return
	}
	if !toNorth {
		x.take(north.node, south)
	}
	if !toSouth {
		x.take(south.node, north)
	}
}

func (x *rotation) take(n *Node, from *station) {
	x.byHand++
	_, err := n.TakeSheet(x.t.Context(), Replacement{PartyFile: from.file.Encode(), Who: Who{User: "test"}})
	if err != nil && parley.CodeOf(err) != parley.CodeDuplicate {
		x.t.Fatal(err)
	}
}

// linkOf reports whether a node knows the link key that a party has now.
func (x *rotation) linkOf(n *Node, of parley.PartyID) bool {
	return string(n.tables()[0].seat(of).newest().Link) == string(x.stations[of].keys["link"].Public())
}

func (x *rotation) whileAway(id parley.PartyID, role string) {
	x.stop(x.other(id))
	x.talk(1)
	x.next(id, role)
	x.must(x.replaceKeys(id))
	x.talk(1)
	x.start(x.other(id))
}

func (x *rotation) whileStopped(id parley.PartyID, role string) {
	x.stop(id)
	x.next(id, role)
	x.start(id)
}

// notKept stops the node before the party file is replaced: the keys before go on, and it is done again.
func (x *rotation) notKept(id parley.PartyID, role string) {
	s := x.stations[id]
	back := x.next(id, role)
	s.saves = func([]byte) error { return errors.New("no space left") }
	if err := x.replaceKeys(id); err == nil {
		x.t.Fatal("a sheet is in force whose party file was not kept")
	}
	s.saves = nil
	back()
	if x.rnd.IntN(2) == 0 {
		x.again(id)
	}
	x.talk(1)
	x.whileBothRun(id, role)
}

// keptAndStopped stops the node when the party file is replaced and the sheet stands in no record yet.
func (x *rotation) keptAndStopped(id parley.PartyID, role string) {
	s := x.stations[id]
	x.next(id, role)
	s.saves = func([]byte) error { return errors.New("power cut") }
	if err := x.replaceKeys(id); err == nil {
		x.t.Fatal("a sheet is in force after a power cut")
	}
	s.saves = nil
	x.again(id)
}

// diskFails has the entry of the sheet fail, stored or not.
func (x *rotation) diskFails(id parley.PartyID, role string) {
	s := x.stations[id]
	x.stop(id)
	f := &failingStore{Store: s.memory, stored: x.rnd.IntN(2) == 0}
	s.store = f
	x.start(id)
	x.talk(1)
	x.next(id, role)
	f.left.Store(int64(1 + x.rnd.IntN(3)))
	x.replaceKeys(id)
	x.stop(id)
	s.store = s.memory
	x.start(id)
}

// thief dials each party with the last link key that was stolen of the other, and shows the sheet that named it.
func (x *rotation) thief() {
	for id, key := range x.stolen {
		to := x.stations[x.other(id)]
		if !x.knowsSheet(to.node, id) {
			continue // it was away, and nothing that this key holds could tell it of another
		}
		conn := x.knock(x.t.(*testing.T), x.other(id), key)
		go conn.Send([][]byte{wire.EncodeFrame(&wire.SheetFrame{Sheet: x.stations[id].file.Sheet})})
		if closed, got := drained(conn, time.Minute); x.reliable && !closed || len(got) > 8 {
			x.t.Errorf("a thief of the link key of %s stays, and is told %d frames", id, len(got))
		}
	}
}

func (x *rotation) knowsSheet(n *Node, of parley.PartyID) bool {
	sh := n.tables()[0].seat(of).newest()
	return sh != nil && sh.Number == mustSheet(x.t, x.stations[of].file.Sheet).Number
}

// settle holds what must hold in the end.
func (x *rotation) settle() {
	x.meet()
	for from, ids := range x.sent {
		for _, id := range ids {
			x.wait(from, id, "recorded", time.Hour)
		}
	}
	time.Sleep(10 * time.Minute)
	x.checkPromises()
	x.checkArrived(x.sent)
	for from, ids := range x.sent {
		for _, id := range ids[len(ids)/2:] {
			x.evidenceHolds(from, id)
		}
		x.evidenceHolds(x.other(from), ids[0])
	}
	for id, heads := range x.heads {
		x.headsVerify(id, heads)
	}
	for _, id := range x.order {
		if n := len(evidence(x.t.(*testing.T), x.stations[id].node)); n != 0 {
			x.t.Errorf("%s holds %d proofs of a fork", id, n)
		}
		for wait := 0; !x.cosigners(id, id)[x.other(id)]; wait++ {
			if wait == 60 {
				x.t.Errorf("no head of %s is cosigned any more", id)
				break
			}
			if wait%10 == 9 { // on a line that loses packets and is quiet the last cosignature may stay away
				x.talk(1)
			}
			time.Sleep(time.Minute)
		}
	}
}

// headsVerify holds that the other party still takes every head of a party.
func (x *rotation) headsVerify(id parley.PartyID, heads []store.Head) {
	at := x.stations[x.other(id)].node
	tab := at.tables()[0]
	m := at.mirrorOf(at.peerOf(tab, id), tab, tab.seat(id))
	for _, h := range heads {
		if ok, err := at.verifyHead(m, wire.Head{Size: h.Size, Signature: h.Signature}, h.Root); !ok || err != nil {
			x.t.Errorf("a head of %s of size %d: %v, %v", id, h.Size, ok, err)
		}
	}
}
