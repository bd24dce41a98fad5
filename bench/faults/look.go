package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"parley/internal/control"
	"parley/internal/node"
	"parley/internal/store"
	"parley/internal/store/sqlite"
)

// anyHalf reports whether an attachment is half over at a killed node, by a copy of its files, or at the other one.
func anyHalf(sides, victims []*side) (bool, error) {
	for i, s := range sides {
		var half bool
		var err error
		if slices.Contains(victims, s) {
			half, err = s.halfByFiles()
		} else {
			half = s.halfByNode(sides[1-i])
		}
		if half || err != nil {
			return half, err
		}
	}
	return false, nil
}

// awaitHalf waits a while until an attachment is half over.
func awaitHalf(sides []*side) {
	for begun := time.Now(); time.Since(begun) < patience; <-time.After(20 * time.Millisecond) {
		if sides[0].halfByNode(sides[1]) || sides[1].halfByNode(sides[0]) {
			return
		}
	}
}

// halfByFiles looks into a copy of the files that the kill left: opening them would mend what the node shall mend.
func (s *side) halfByFiles() (half bool, err error) {
	dir, err := os.MkdirTemp(filepath.Dir(s.dir), "copy-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	for _, name := range []string{"node.db", "node.db-wal"} {
		if err := copyFile(filepath.Join(s.dir, name), filepath.Join(dir, name)); err != nil {
			return false, err
		}
	}
	db, err := sqlite.Open(filepath.Join(dir, "node.db"))
	if err != nil {
		return false, err
	}
	defer db.Close()
	err = db.View(func(r store.Reader) error {
		open, err := r.OpenBodies()
		for _, b := range open {
			half = half || b.Blob && len(b.Ranges) > 0
		}
		return err
	})
	return half, err
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer out.Close()
	_, err = io.Copy(out, in)
	return err
}

// halfByNode asks a running node for the newest attachments of the other side.
func (s *side) halfByNode(of *side) bool {
	c, err := control.Dial(s.dir)
	if err != nil {
		return false
	}
	defer c.Close()
	for _, id := range of.outbox.lastMaps() {
		m, err := c.Show(context.Background(), id)
		if err == nil && len(m.Attachments) == 1 && m.Attachments[0].Held > 0 && m.Attachments[0].Held < m.Attachments[0].Size {
			return true
		}
	}
	return false
}

// holdsLast reports whether the side holds the newest attachment of the other one whole.
func (s *side) holdsLast(of *side) bool {
	last := of.outbox.lastMaps()
	if len(last) == 0 {
		return true
	}
	c, err := control.Dial(s.dir)
	if err != nil {
		return false
	}
	defer c.Close()
	m, err := c.Show(context.Background(), last[len(last)-1])
	return err == nil && len(m.Attachments) == 1 && m.Attachments[0].Held == m.Attachments[0].Size
}

// settle hands over again what nobody answered for, and waits until the other side has recorded all.
func (s *side) settle(ctx context.Context, to *side) error {
	c, err := control.Dial(s.dir)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := s.outbox.handAgain(ctx, c); err != nil {
		return err
	}
	for {
		open, err := unfinished(ctx, c, to)
		if err != nil || open == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d messages of %s are not recorded by %s", open, s.id, to.id)
		case <-time.After(time.Second):
		}
	}
}

// unfinished counts the messages that the other side has not recorded, and those there whose attachments are not whole.
func unfinished(ctx context.Context, c *control.Client, to *side) (n int, err error) {
	sent, err := c.Sent(ctx, node.Query{})
	if err != nil {
		return 0, err
	}
	for _, m := range sent {
		if m.Receipts[to.id].Recorded == nil {
			n++
		}
	}
	there, err := control.Dial(to.dir)
	if err != nil {
		return n, err
	}
	defer there.Close()
	in, err := there.Inbox(ctx, node.Query{})
	for _, m := range in {
		for _, a := range m.Attachments {
			if a.Held != a.Size {
				n++
			}
		}
	}
	return n, err
}

// arrivedOnce holds what the side was answered for against the other side's inbox.
func (s *side) arrivedOnce(ctx context.Context, to *side) (int, error) {
	c, err := control.Dial(to.dir)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	printed := s.outbox.ids()
	in, err := c.Inbox(ctx, node.Query{})
	if err != nil {
		return 0, err
	}
	return len(printed), compare(printed, in, s.id, to.id)
}

// compare holds that in has each printed id once, whole, and nothing else.
func compare(printed map[string]bool, in []node.MessageView, from, at string) error {
	seen := map[string]int{}
	for _, m := range in {
		seen[m.ID]++
		if !printed[m.ID] {
			return fmt.Errorf("%s holds message %s, for which %s was given no answer and which it did not hand over again", at, m.ID, from)
		}
		for _, a := range m.Attachments {
			if a.Held != a.Size {
				return fmt.Errorf("%s holds %d of %d bytes of an attachment of %s", at, a.Held, a.Size, m.ID)
			}
		}
	}
	for id := range printed {
		if seen[id] != 1 {
			return fmt.Errorf("message %s of %s stands %d times at %s", id, from, seen[id], at)
		}
	}
	return nil
}
