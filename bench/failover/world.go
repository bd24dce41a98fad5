package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"parley"
	"parley/internal/control"
	"parley/internal/keystore"
	"parley/internal/store/postgres/pgtest"
)

// A world is north with two nodes on one database, and south.
type world struct {
	dir, program     string
	primary, standby *pgtest.Server // standby: nil where the database has none
	north, south     *side
}

// lay makes the parties and their charter, moves north's record to the database, and serves.
func lay(dir string, standby bool) (*world, error) {
	w := &world{dir: dir, program: filepath.Join(dir, "parley")}
	build := exec.Command("go", "build", "-o", w.program, "parley/cmd/parley")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("cannot build parley: %w", err)
	}
	err := w.servers(standby)
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

// servers starts the database, and a standby that must confirm where one is asked for.
func (w *world) servers(standby bool) (err error) {
	if w.primary, err = pgtest.Start(); err != nil || !standby {
		return err
	}
	if w.standby, err = w.primary.Standby(); err != nil {
		return err
	}
	return w.primary.Require("*", 1)
}

// parties makes both under one exercise charter.
func (w *world) parties() error {
	at, err := free(3)
	if err != nil {
		return err
	}
	w.north, w.south = newSide(w, "north", at[0]), newSide(w, "south", at[2])
	if err := w.north.make(at[0], at[1]); err != nil {
		return err
	}
	if err := w.south.make(at[2]); err != nil {
		return err
	}
	if err := w.sign(); err != nil {
		return err
	}
	if _, err := w.north.nodes[0].parley("migrate", "--dir", w.north.nodes[0].dir, "--to", w.url()); err != nil {
		return err
	}
	return w.share(at[:2])
}

func (w *world) url() string {
	if w.standby == nil {
		return pgtest.URL(w.primary)
	}
	return pgtest.URL(w.primary, w.standby)
}

// share makes a second node of north, which has the second address of its sheet.
func (w *world) share(lines []string) error {
	a := w.north.nodes[0]
	b := &process{dir: a.dir + "-b", program: w.program}
	w.north.nodes = append(w.north.nodes, b)
	for _, d := range []string{"", ".high-water"} {
		if out, err := exec.Command("cp", "-a", a.dir+d, b.dir+d).CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	at, err := free(4)
	if err != nil {
		return err
	}
	for i, p := range w.north.nodes {
		file := filepath.Join(p.dir, "config.yaml")
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		p.http = at[2*i+1]
		changed := strings.NewReplacer("listen: "+lines[0]+"\n", "listen: "+lines[i]+"\n", `http: ""`, fmt.Sprintf("http: %q", p.http), a.dir+".high-water", p.dir+".high-water").Replace(string(text))
		changed += fmt.Sprintf("cluster: {name: \"north-%c\", listen: %q}\n", 'a'+i, at[2*i])
		if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// sign drafts the charter, has both sign and both adopt it.
func (w *world) sign() error {
	a := w.north.nodes[0]
	var files []string
	for _, s := range []*side{w.north, w.south} {
		text, err := a.parley("party", "--dir", s.nodes[0].dir)
		if err != nil {
			return err
		}
		files = append(files, filepath.Join(w.dir, s.id+".yaml"))
		if err := os.WriteFile(files[len(files)-1], []byte(text), 0o600); err != nil {
			return err
		}
	}
	text, err := a.parley("charter", "draft", "--exercise", "--party", files[0], "--party", files[1])
	if err != nil {
		return err
	}
	charter := filepath.Join(w.dir, "charter.yaml")
	if err := os.WriteFile(charter, []byte(text), 0o600); err != nil {
		return err
	}
	fingerprint, err := a.parley("charter", "fingerprint", charter)
	if err != nil {
		return err
	}
	adopt := []string{"charter", "adopt", "--party", files[0], "--party", files[1], charter}
	for _, s := range []*side{w.north, w.south} {
		line, err := a.parley("charter", "sign", "--dir", s.nodes[0].dir, charter, "--fingerprint", strings.TrimSpace(fingerprint))
		if err != nil {
			return err
		}
		file := filepath.Join(w.dir, s.id+".sig")
		if err := os.WriteFile(file, []byte(line), 0o600); err != nil {
			return err
		}
		adopt = append(adopt, file)
	}
	for _, s := range []*side{w.north, w.south} {
		if _, err := a.parley(append(adopt, "--dir", s.nodes[0].dir)...); err != nil {
			return err
		}
	}
	return nil
}

// serve starts all nodes and learns what goes into a message.
func (w *world) serve() error {
	for _, s := range []*side{w.north, w.south} {
		for _, p := range s.nodes {
			if _, err := p.begin(); err != nil {
				return err
			}
		}
		c, err := control.Dial(s.nodes[0].dir)
		if err != nil {
			return err
		}
		composer, err := c.Composer(context.Background(), "")
		c.Close()
		if err != nil {
			return err
		}
		s.charter = composer.Charter
		if s.key, err = keystore.Read(filepath.Join(s.nodes[0].dir, "keys", "operator-duty.key"), nil); err != nil {
			return err
		}
	}
	return nil
}

// clear ends all that was started.
func (w *world) clear() {
	for _, s := range []*side{w.north, w.south} {
		if s != nil {
			for _, p := range s.nodes {
				p.kill()
			}
		}
	}
	for _, s := range []*pgtest.Server{w.primary, w.standby} {
		if s != nil {
			s.Close()
		}
	}
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
