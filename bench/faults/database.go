package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"parley/bench/serving"
	"parley/internal/store/postgres/pgtest"
)

// A database is where the first side of the second trial has its record: a primary, a standby that must confirm, and the wires of each
// node to both.
type database struct {
	*serving.Servers
	wires map[*serving.Process][]*wire
}

// eager has a standby that lost its primary look for it again at once.
const eager = "wal_retrieve_retry_interval = 200"

// layShared makes north with two nodes on one database, and south with a file, under one exercise charter.
func layShared(dir, program string) (sides []*side, db *database, err error) {
	for _, id := range []string{"north", "south"} {
		sides = append(sides, &side{Party: serving.NewParty(id, filepath.Join(dir, id), program)})
	}
	north, south := sides[0], sides[1]
	at, err := serving.Free(3)
	if err != nil {
		return sides, nil, err
	}
	if err := north.Init(at[0], at[0], at[1]); err != nil {
		return sides, nil, err
	}
	if err := south.Init(at[2], at[2]); err != nil {
		return sides, nil, err
	}
	if err := serving.Agree(dir, north.Party, south.Party); err != nil {
		return sides, nil, err
	}
	db = &database{wires: map[*serving.Process][]*wire{}}
	start := func(settings ...string) (*pgtest.Server, error) { return pgtest.StartTCP(append(settings, eager)...) }
	if db.Servers, err = serving.StartServers(start, true); err != nil {
		return sides, db, err
	}
	return sides, db, db.share(north.Party, [2]string(at))
}

// share moves the record of a party there and has a second node share it, each by wires of its own.
func (db *database) share(p *serving.Party, lines [2]string) error {
	a := p.Nodes[0]
	first, err := db.wire(a)
	if err != nil {
		return err
	}
	if _, err := a.Run("migrate", "--dir", a.Dir, "--to", first); err != nil {
		return err
	}
	if err := p.Share(lines); err != nil {
		return err
	}
	second, err := db.wire(p.Nodes[1])
	if err != nil {
		return err
	}
	return p.Nodes[1].Configure(first, second)
}

// wire lays the wires of a node to both servers, and names the database as the node reaches it.
func (db *database) wire(n *serving.Process) (string, error) {
	var hosts, ports []string
	for _, s := range db.Each() {
		w, err := newWire(s.Address())
		if err != nil {
			return "", err
		}
		db.wires[n] = append(db.wires[n], w)
		hosts, ports = append(hosts, "127.0.0.1"), append(ports, fmt.Sprint(w.port()))
	}
	return fmt.Sprintf("postgres:///postgres?user=parley&target_session_attrs=read-write&host=%s&port=%s", strings.Join(hosts, ","), strings.Join(ports, ",")), nil
}

// cut cuts a node from the database, or ends that.
func (db *database) cut(n *serving.Process, out bool) {
	for _, w := range db.wires[n] {
		w.cut(out)
	}
}

func (db *database) clear() {
	if db.Servers != nil {
		db.Close()
	}
	for _, list := range db.wires {
		for _, w := range list {
			w.close()
		}
	}
}

// writing reports whether a transaction that has written is open.
func (db *database) writing() bool {
	n, err := db.Primary.Ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'parley' AND backend_xid IS NOT NULL")
	return err == nil && n > 0
}

// takeover bounds how long a party may be without a node that leads once nothing is broken any more, and while one of its two nodes is
// cut off or stopped. A full machine takes its time.
const takeover = 2 * time.Minute

// await waits until what is asked holds.
func await(what string, holds func() bool) error {
	for begun := time.Now(); !holds(); <-time.After(50 * time.Millisecond) {
		if time.Since(begun) > takeover {
			return fmt.Errorf("for %v it did not come to pass that %s", takeover, what)
		}
	}
	return nil
}

// parts returns the node of north that leads, and the other one, once one leads and the other follows it.
func (c *trial) parts() (leader, follower *serving.Process, err error) {
	a, b := c.sides[0].Nodes[0], c.sides[0].Nodes[1]
	err = await("one node of north leads and the other follows", func() bool {
		x, y := a.Standing(), b.Standing()
		if y.Role == "leader" {
			a, b, x, y = b, a, y, x
		}
		return x.Role == "leader" && y.Role == "follower" && x.Generation == y.Generation
	})
	return a, b, err
}
