package main

import (
	"os"
	"path/filepath"
	"strings"

	"parley"
	"parley/internal/config"
)

// A blueprint is a node's directory before it is built.
type blueprint struct {
	dir        string // as it will be found: its parent's links resolved
	config     *config.Config
	passphrase string // of the root and recovery keys, or empty
	time       parley.Millis

	fingerprint string // of the console's certificate, once it is made
}

// plan checks everything that can be known before a file is written.
func (f *initFlags) plan(dir string) (*blueprint, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	at, err := checkedNow()
	if err != nil {
		return nil, err
	}
	addresses, err := f.listenAddresses()
	if err != nil {
		return nil, err
	}
	http, err := f.httpAddress()
	if err != nil {
		return nil, err
	}
	if dir, err = emptyPlace(dir); err != nil {
		return nil, err
	}
	b := &blueprint{dir: dir, time: at, config: &config.Config{Party: parley.PartyID(f.party), Name: f.name, Listen: f.listen, HTTP: http,
		Addresses: addresses, Console: config.Console{Listen: f.console}}}
	for _, p := range f.posts {
		b.config.Posts = append(b.config.Posts, parley.PostID(p))
	}
	if err := b.place(f); err != nil {
		return nil, err
	}
	if f.passphrase {
		b.passphrase, err = newPassphrase()
	}
	return b, err
}

// emptyPlace returns the absolute path of a directory that is empty or not there.
func emptyPlace(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", unreadable(dir, err)
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	entries, err := os.ReadDir(abs)
	switch {
	case os.IsNotExist(err):
		return abs, nil
	case err != nil:
		return "", unreadable(dir, err)
	case len(entries) > 0:
		return "", parley.Errorf(parley.CodeDuplicate, "the directory %s is not empty", dir)
	}
	return abs, nil
}

// place settles where the high-water files and the two rare keys lie.
func (b *blueprint) place(f *initFlags) (err error) {
	if b.config.HighWater, err = b.outside("--high-water", f.highWater, b.dir+".high-water"); err != nil {
		return err
	}
	if entries, err := os.ReadDir(b.config.HighWater); err == nil && len(entries) > 0 {
		return parley.Errorf(parley.CodeDuplicate, "the high-water directory %s is not empty: it belongs to another node", b.config.HighWater)
	}
	if b.config.Keys.Root, err = b.outside("--root", f.root, rootName); err != nil {
		return err
	}
	if b.config.Keys.Recovery, err = b.outside("--recovery", f.recovery, recoveryName); err != nil {
		return err
	}
	if b.config.Keys.Root == b.config.Keys.Recovery {
		return parley.Errorf(parley.CodeUsage, "the root and recovery keys need two files")
	}
	for _, path := range []string{b.config.Keys.Root, b.config.Keys.Recovery} {
		if _, err := os.Lstat(path); filepath.IsAbs(path) && err == nil {
			return parley.Errorf(parley.CodeDuplicate, "%s is there already and is not overwritten", path)
		}
	}
	return nil
}

// outside returns the absolute path of what flag names, which may not lie in the directory, or the default.
func (b *blueprint) outside(flag, path, byDefault string) (string, error) {
	if path == "" {
		return byDefault, nil
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", unreadable(path, err)
	}
	if abs == b.dir || strings.HasPrefix(abs, b.dir+string(filepath.Separator)) {
		return "", parley.Errorf(parley.CodeUsage, "%s %s lies in the directory of the node; name a place outside", flag, path)
	}
	return abs, nil
}

// keysInside says which of the rare keys lie in the directory.
func (b *blueprint) keysInside() string {
	root, recovery := !filepath.IsAbs(b.config.Keys.Root), !filepath.IsAbs(b.config.Keys.Recovery)
	switch {
	case root && recovery:
		return "the root and recovery keys lie"
	case root:
		return "the root key lies"
	case recovery:
		return "the recovery key lies"
	}
	return ""
}
