package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/agent"
	"parley/internal/config"
	"parley/internal/keystore"
	"parley/internal/node"
)

// Keys lie in keys/<role>.key, those that came with sheet N in keys/<role>.N.key. Which of them is in use, the sheet says:
// the one whose public half stands there. So the party file alone decides, and it is replaced whole.

// retiredName is the directory in keys/ of those that no sheet in force names any more. They are kept, and never used.
const retiredName = "retired"

// laterKeyPath is where the key of a role lies that came with a later sheet.
func laterKeyPath(dir, role string, sheet uint64) string {
	return filepath.Join(dir, keysName, fmt.Sprintf("%s.%d.key", role, sheet))
}

// keyOnSheet reads the key of a role whose public half is one of wanted, and returns its path too.
func keyOnSheet(dir, role string, wanted ...[]byte) (*keystore.Key, string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, keysName, role+".*.key"))
	if err != nil {
		return nil, "", unreadable(dir, err)
	}
	slices.Reverse(paths)
	for _, path := range append(paths, keyPath(dir, role)) {
		key, err := keystore.Read(path, passphraseFor(path))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		if slices.ContainsFunc(wanted, func(w []byte) bool { return bytes.Equal(w, key.Public()) }) {
			return key, path, nil
		}
	}
	return nil, "", parley.Errorf(parley.CodeBadKey, "neither %s nor a later key file of %s beside it holds the key on the sheet in force", keyPath(dir, role), role)
}

// agentPatience is how long an agent that holds a key of the node may take to sign.
const agentPatience = 2 * time.Second

// agentOf returns the socket of the agent that holds the key of a role, or "".
func agentOf(cfg *config.Config, role string) string {
	switch role {
	case "log":
		return cfg.Log.Socket()
	case "cosigner":
		return cfg.Cosigner.Socket()
	}
	return ""
}

// signerOf returns the key of a role that is wanted: with the agent that the configuration names, else in its file.
func signerOf(dir string, cfg *config.Config, role string, wanted []byte) (parley.Signer, error) {
	if socket := agentOf(cfg, role); socket != "" {
		return agent.New(socket, agentPatience).Signer(wanted)
	}
	key, _, err := keyOnSheet(dir, role, wanted)
	return key, err
}

// keysOn finds the node's own keys, as a sheet names them.
func keysOn(dir string, cfg *config.Config, s *charter.Sheet) (node.Keys, error) {
	var k node.Keys
	for _, x := range []struct {
		role string
		key  []byte
		to   *parley.Signer
	}{{"log", s.Log, &k.Log}, {"cosigner", s.Cosigner, &k.Cosigner}, {"link", s.Link, &k.Link}, {"duty", s.Duty, &k.Duty}} {
		key, err := signerOf(dir, cfg, x.role, x.key)
		if err != nil {
			return node.Keys{}, err
		}
		*x.to = key
	}
	return k, nil
}

// ownSheet reads the sheet in the party file of dir.
func ownSheet(dir string) (*charter.PartyFile, *charter.Sheet, error) {
	pf, _, err := partyFileOf(dir)
	if err != nil {
		return nil, nil, err
	}
	s, err := charter.ParseSheet(pf.Sheet)
	return pf, s, err
}

// operatorKey reads the key that signs for a post.
func operatorKey(dir string, post parley.PostID) (*keystore.Key, error) {
	_, s, err := ownSheet(dir)
	if err != nil {
		return nil, err
	}
	key, _, err := keyOnSheet(dir, operatorRole(post), keysOfPost(s, post)...)
	return key, err
}

func keysOfPost(s *charter.Sheet, post parley.PostID) (keys [][]byte) {
	for _, o := range s.Operators {
		if o.Post == post {
			keys = append(keys, o.Key)
		}
	}
	return keys
}

// saveParty puts a new party file in the place of the one in dir: a reader finds the one or the other.
func saveParty(dir string, file []byte) error {
	next := filepath.Join(dir, partyName+".next")
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(next, err)
	}
	if err := writeBytes(next, file); err != nil {
		return err
	}
	if err := os.Rename(next, filepath.Join(dir, partyName)); err != nil {
		return unwritable(filepath.Join(dir, partyName), err)
	}
	return syncDirectory(dir)
}
