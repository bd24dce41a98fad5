package node

import (
	"bytes"
	"database/sql"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/faultdisk"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/internal/store/sqlite"
)

var blackouts = flag.Uint64("blackouts", 8, "seeds of the simulation of power cuts")

// Two whole nodes under traffic, one of them with its real database on a disk that keeps only what was forced to it, and
// any part of the rest: before every single access to that disk the power fails, and what is left of the database is
// looked at. All that the node had answered for, shown or marked is in it, and nothing that it did not write (P1, P3, the
// high-water rule); now and then a node is started from it. The seed of each run is in its name.
func TestBlackout(t *testing.T) {
	rememberSheets(t)
	faultdisk.Use()
	all := tallies{}
	for seed := uint64(1); seed <= *blackouts; seed++ {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			dir := t.TempDir() // outside of the bubble, which ends with the test's function
			synctest.Test(t, func(t *testing.T) { newBlackout(t, seed, dir, all).play() })
		})
	}
	all.print(t, "power cuts")
}

// A blackout is one run. The power fails at north.
type blackout struct {
	*world
	t     *testing.T
	rnd   *rand.Rand
	tally tallies
	disk  *faultdisk.Disk
	dir   string
	log   store.LogID

	mu       sync.Mutex
	answered [][]byte // ids that north answered for, in their order
	written  [][]byte // leaves that were found, by place
	kept     *relic   // the last image to start a node from
}

// A relic is what was left at one power cut, with the mark that stood outside.
type relic struct {
	image map[string][]byte
	mark  Mark
}

func newBlackout(t *testing.T, seed uint64, dir string, all tallies) *blackout {
	calmSea.once.Do(func() { calmSea.world = newWorld(t, 1, true, "north", "south") })
	x := &blackout{world: calmSea.copy(t, seed), t: t, rnd: rand.New(rand.NewPCG(seed, 51)), tally: all, dir: dir}
	x.log = store.LogID{Charter: x.id, Party: "north"}
	x.link("north", "south", simnet.Path{Delay: 20 * time.Millisecond, Rate: 256000})
	if err := os.MkdirAll(x.place("live"), 0o700); err != nil {
		t.Fatal(err)
	}
	x.disk = faultdisk.Watch(x.place("live"), 0)
	s, err := sqlite.Open(filepath.Join(x.place("live"), "node.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := Rebuild(t.Context(), "north", x.stations["north"].memory, s); err != nil {
		t.Fatal(err)
	}
	x.stations["north"].store = s
	return x
}

func (x *blackout) place(name string) string { return filepath.Join(x.dir, name) }

func (x *blackout) play() {
	defer x.disk.Forget()
	defer x.stations["north"].store.(*sqlite.Store).Close()
	defer x.stopAll()
	x.start("north")
	x.start("south")
	time.Sleep(5 * time.Second)
	x.disk.CutEach(x.rnd.Uint64(), x.look)
	for range 25 {
		from, to := x.order[0], x.order[1]
		if x.rnd.IntN(2) == 0 {
			from, to = to, from
		}
		id := x.send(from, to, parley.Precedence(x.rnd.IntN(4)), longText(20+x.rnd.IntN(2500)))
		if from == "north" {
			h, _ := parley.ParseHash(id)
			x.mu.Lock()
			x.answered = append(x.answered, h[:])
			x.mu.Unlock()
		}
		time.Sleep(time.Duration(x.rnd.IntN(400)) * time.Millisecond)
		synctest.Wait()
	}
	x.disk.CutEach(0, nil)
	x.wantSame()
	x.revive()
}

// look holds what a power cut left against what north has promised until then.
func (x *blackout) look(image map[string][]byte) {
	mark, _, err := x.stations["north"].marks.Read(x.log)
	if err != nil {
		x.t.Error(err)
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.tally["power cuts"]++
	if x.rnd.IntN(100) == 0 {
		x.kept = &relic{map[string][]byte{}, mark}
		for path, b := range image {
			x.kept.image[path] = slices.Clone(b)
		}
	}
	db, err := openRelic(image, x.place("live"), x.place("left"))
	if err != nil {
		x.t.Error(err)
		return
	}
	defer db.Close()
	leaves, err := blobs(db, "SELECT bytes FROM leaf JOIN log ON log.no = leaf.log WHERE log.party = 'north' ORDER BY place")
	if err != nil {
		x.t.Errorf("power cut %d: %v", x.tally["power cuts"], err)
		return
	}
	if uint64(len(leaves)) < mark.Size {
		x.t.Errorf("power cut %d: %d leaves are left of a record of which a head of %d was marked", x.tally["power cuts"], len(leaves), mark.Size)
	}
	x.compare(leaves)
	x.wantAnswered(db)
}

// compare holds that every image has the leaves of those before it.
func (x *blackout) compare(leaves [][]byte) {
	for i, l := range leaves {
		switch {
		case i == len(x.written):
			x.written = append(x.written, l)
		case !bytes.Equal(l, x.written[i]):
			x.t.Errorf("power cut %d: leaf %d is another than before", x.tally["power cuts"], i)
		}
	}
}

// wantAnswered is P1.
func (x *blackout) wantAnswered(db *sql.DB) {
	ids, err := blobs(db, "SELECT id FROM message")
	if err != nil {
		x.t.Error(err)
	}
	held := map[string]bool{}
	for _, id := range ids {
		held[string(id)] = true
	}
	for _, id := range x.answered {
		if !held[string(id)] {
			x.t.Errorf("power cut %d: message %x was answered for, and is gone", x.tally["power cuts"], id)
		}
	}
}

// wantSame holds the live record against what was found in the images.
func (x *blackout) wantSame() {
	err := x.stations["north"].store.View(func(r store.Reader) error {
		rows, err := r.Leaves(x.log, 0, uint64(len(x.written)))
		for i, l := range rows {
			if !bytes.Equal(l.Bytes, x.written[i]) {
				x.t.Errorf("leaf %d was found in an image, and is another", i)
			}
		}
		return err
	})
	if err != nil {
		x.t.Error(err)
	}
}

// revive starts a node from one of the images: it goes on where it was, with a record that verifies.
func (x *blackout) revive() {
	if x.kept == nil {
		return
	}
	x.stopAll()
	db, err := openRelic(x.kept.image, x.place("live"), x.place("again"))
	if err != nil {
		x.t.Fatal(err)
	}
	db.Close()
	s, err := sqlite.Open(filepath.Join(x.place("again"), "node.db"))
	if err != nil {
		x.t.Fatal(err)
	}
	defer s.Close()
	n := x.stations["north"]
	live, marks := n.store, n.marks
	defer func() { n.store, n.marks = live, marks }()
	n.store, n.marks = s, &memoryMarks{m: map[store.LogID]Mark{x.log: x.kept.mark}}
	x.start("north")
	defer x.stop("north")
	if x.stations["north"].node.tables()[0].recovery.Load() != nil {
		x.t.Error("a node does not go on after a power cut")
	}
	v, err := x.stations["north"].node.VerifyRecord(x.t.Context())
	if err != nil || !v.OK {
		x.t.Errorf("%v %+v", err, v)
	}
	x.tally["nodes started after a power cut"]++
}

// openRelic writes an image of a directory into another one and opens the database in it.
func openRelic(image map[string][]byte, from, to string) (*sql.DB, error) {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return nil, err
	}
	os.Remove(filepath.Join(to, "node.db-shm"))
	for path, b := range image {
		if err := os.WriteFile(filepath.Join(to, filepath.Base(path)), b, 0o600); err != nil {
			return nil, err
		}
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(to, "node.db")+"?mode=ro")
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// blobs returns the first column of what a query finds.
func blobs(db *sql.DB, query string) (all [][]byte, err error) {
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, rows.Err()
}
