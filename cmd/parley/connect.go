package main

import (
	"crypto/rand"
	"io"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/internal/alarm"
	"parley/internal/config"
	"parley/internal/control"
	"parley/internal/node"
	"parley/internal/policy"
)

// dialNode is how a verb finds the node that serves a directory.
var dialNode = control.Dial

// running connects to the node that serves the directory; the verb needs one.
func running(cmd *cobra.Command) (*control.Client, error) {
	dir, _, err := configOf(cmd)
	if err != nil {
		return nil, err
	}
	return dialNode(dir)
}

// reachable connects to the node that serves the directory or, where none does, opens it under the directory's lock.
func reachable(cmd *cobra.Command) (node.API, func(), error) {
	dir, cfg, err := configOf(cmd)
	if err != nil {
		return nil, nil, err
	}
	var lock *control.Lock
	for lock == nil {
		c, err := dialNode(dir)
		if err == nil {
			return c, func() { c.Close() }, nil
		}
		if parley.CodeOf(err) != parley.CodeNotRunning {
			return nil, nil, err
		}
		if lock, err = waitForLock(dir); err != nil {
			return nil, nil, err
		}
	}
	n, closeNode, err := openNode(dir, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		lock.Release()
		return nil, nil, err
	}
	return n, func() { closeNode(); lock.Release() }, nil
}

// Another verb holds the lock for moments, a node until it ends: a lock that is held is tried this often.
const (
	lockTries = 100
	lockPause = 30 * time.Millisecond
)

// waitForLock takes the directory's lock. It returns neither lock nor error when a node has begun to serve meanwhile.
func waitForLock(dir string) (lock *control.Lock, err error) {
	for range lockTries {
		lock, err = control.LockDirectory(dir)
		if err == nil || parley.CodeOf(err) != parley.CodeBusy {
			return lock, err
		}
		if c, dialled := dialNode(dir); dialled == nil {
			c.Close()
			return nil, nil
		}
		<-time.After(lockPause)
	}
	return nil, err
}

// openNode opens the node over its database. The caller holds the directory's lock.
func openNode(dir string, cfg *config.Config, log *slog.Logger) (*node.Node, func(), error) {
	c, err := nodeConfig(dir, cfg, log)
	if err != nil {
		return nil, nil, err
	}
	db, err := openDatabase(dir, cfg)
	if err != nil {
		return nil, nil, err
	}
	c.Store, c.Alarming.Look = db, newOutlook(dir, cfg, db).look
	n, err := node.Open(c)
	if err != nil {
		db.Close()
		return nil, nil, unopened(dir, err)
	}
	return n, func() { n.Close(); db.Close() }, nil
}

// nodeConfig reads from dir all that a node needs but its database.
func nodeConfig(dir string, cfg *config.Config, log *slog.Logger) (c node.Config, err error) {
	if _, err := checkedNow(); err != nil {
		return c, err
	}
	_, partyFile, err := partyFileOf(dir)
	if err != nil {
		return c, err
	}
	_, sheet, err := ownSheet(dir)
	if err != nil {
		return c, err
	}
	keys, err := keysOn(dir, cfg, sheet)
	if err != nil {
		return c, err
	}
	return node.Config{Dir: dir, Party: cfg.Party, PartyFile: partyFile, HighWater: node.DirHighWater(cfg.HighWater),
		Unseal: func(from io.Reader) (io.Reader, error) { return unseal(dir, from) },
		Keys:   keys, KeysFor: func(s *charter.Sheet) (node.Keys, error) { return keysOn(dir, cfg, s) },
		SaveParty: func(file []byte) error { return saveParty(dir, file) }, Now: now, Rand: rand.Reader, Log: log,
		Policy:   func() ([]byte, bool, error) { return policyFile(filepath.Join(dir, policy.FileName)) },
		Alarming: alarming(cfg, log), Contacts: contacts(cfg),
		Limits: node.Limits{FrameBytes: cfg.Limits.FrameBytes, Frames: cfg.Limits.Frames}}, nil
}

// alarming says where alarms go, as the configuration does.
func alarming(cfg *config.Config, log *slog.Logger) node.Alarming {
	a := node.Alarming{Order: cfg.Alarm.Order, Watched: cfg.WatchedPosts(), Ending: cfg.Alarm.Ending()}
	if len(cfg.Alarm.Command) > 0 {
		a.Ring = alarm.Program{Command: cfg.Alarm.Command, Limit: cfg.Alarm.Limit(alarm.DefaultLimit), Party: cfg.Party, Log: log}.Ring
	}
	return a
}

// contacts says how the others are reached, as the configuration does.
func contacts(cfg *config.Config) map[parley.PartyID]node.KnownContact {
	out := map[parley.PartyID]node.KnownContact{}
	for _, x := range cfg.Contacts {
		k := node.KnownContact{Numbers: x.Numbers, Courier: x.Courier}
		for _, s := range x.CourierAt {
			if at, err := time.Parse("15:04", s); err == nil { // Load has checked it
				k.CourierAt = append(k.CourierAt, time.Duration(at.Hour())*time.Hour+time.Duration(at.Minute())*time.Minute)
			}
		}
		out[x.Party] = k
	}
	return out
}

// leastRoom is the free space, in bytes, below which a disk counts as full.
const leastRoom = 256 << 10

// unopened says why the database of dir cannot be used. SQLite has several codes for a full disk, so the disk itself
// is asked.
func unopened(dir string, err error) error {
	err = storage(err, "cannot open %s", filepath.Join(dir, databaseName))
	var disk syscall.Statfs_t
	if parley.CodeOf(err) == parley.CodeStorage && syscall.Statfs(dir, &disk) == nil && disk.Bavail*uint64(disk.Bsize) < leastRoom {
		return parley.Wrap(err, parley.CodeStorage, "the disk that holds %s is full: %s", dir, parley.SentenceOf(err))
	}
	return err
}

// storage gives an error that has no sentence of its own one.
func storage(err error, format string, args ...any) error {
	if parley.CodeOf(err) != parley.CodeInternal {
		return err
	}
	return parley.Wrap(err, parley.CodeStorage, format+": %s", append(args, reason(err))...)
}

// who names the local user for the journal.
func who(post parley.PostID) node.Who {
	name := "uid " + strconv.Itoa(os.Getuid())
	if u, err := user.Current(); err == nil && u.Username != "" {
		name = u.Username
	}
	return node.Who{User: name, Post: string(post)}
}
