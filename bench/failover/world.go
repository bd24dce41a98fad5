package main

import (
	"context"
	"path/filepath"
	"time"

	"parley"
	"parley/bench/serving"
	"parley/internal/store/postgres/pgtest"
)

// A world is north with two nodes on one database, and south.
type world struct {
	dir          string
	servers      *serving.Servers
	north, south *side
}

// lay makes the parties and their charter, moves north's record to the database, and serves.
func lay(dir string, standby bool) (w *world, err error) {
	w = &world{dir: dir, servers: &serving.Servers{}}
	program := filepath.Join(dir, "parley")
	if err := serving.Build(program, ""); err != nil {
		return nil, err
	}
	w.north, w.south = newSide("north", w, program), newSide("south", w, program)
	w.servers, err = serving.StartServers(pgtest.Start, standby)
	if err == nil {
		err = w.parties()
	}
	if err == nil {
		err = w.serve()
	}
	if err != nil {
		w.clear()
		return nil, err
	}
	return w, nil
}

// parties makes both under one exercise charter.
func (w *world) parties() error {
	at, err := serving.Free(3)
	if err != nil {
		return err
	}
	if err := w.north.Init(at[0], at[0], at[1]); err != nil {
		return err
	}
	if err := w.south.Init(at[2], at[2]); err != nil {
		return err
	}
	if err := serving.Agree(w.dir, w.north.Party, w.south.Party); err != nil {
		return err
	}
	a := w.north.Nodes[0]
	if _, err := a.Run("migrate", "--dir", a.Dir, "--to", pgtest.URL(w.servers.Each()...)); err != nil {
		return err
	}
	return w.north.Share([2]string(at))
}

// serve starts all nodes and learns what goes into a message.
func (w *world) serve() error {
	for _, s := range []*side{w.north, w.south} {
		if err := s.Serve(); err != nil {
			return err
		}
		if err := s.Learn(); err != nil {
			return err
		}
	}
	return nil
}

// clear ends all that was started.
func (w *world) clear() {
	w.north.Kill()
	w.south.Kill()
	w.servers.Close()
}

// settled waits until a message has gone either way.
func (w *world) settled() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, s := range []*side{w.north, w.south} {
		if _, err := s.flash(ctx, time.Now(), parley.Flash); err != nil {
			return err
		}
	}
	return nil
}
