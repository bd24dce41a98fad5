// Package config is the one file that a node reads at start, DIR/config.yaml.
//
//	party: "north"                      # id of the party, as in the charter
//	name: "Northland"                   # its name
//	posts:                              # desks, each with keys/operator-<post>.key
//	  - "duty"
//	listen: "127.0.0.1:7420"            # where other nodes reach this one
//	http: ""                            # where the record and the metrics are served; empty: nowhere
//	addresses:                          # what the sheet says to the other parties
//	  - "127.0.0.1:7420"
//	high_water: "/srv/north.high-water" # directory of the high-water files, absolute, outside every backup
//	keys:
//	  root: "root.key"                  # paths, relative to DIR or absolute
//	  recovery: "recovery.key"
//
// Every key but http is required, and a key that is not in this list is refused with its line: a word written wrong
// must not silently mean the default.
package config

import (
	"path/filepath"

	"parley"
)

// FileName is the name of the file in the node's directory.
const FileName = "config.yaml"

// maxFile is the largest file that Load reads, in bytes.
const maxFile = 64 << 10

// A Config is what config.yaml says. Paths in Keys are as written; Config.RootKey and Config.RecoveryKey resolve them.
type Config struct {
	Party     parley.PartyID  `yaml:"party"`
	Name      string          `yaml:"name"`
	Posts     []parley.PostID `yaml:"posts"`
	Listen    string          `yaml:"listen"`
	HTTP      string          `yaml:"http"`
	Addresses []string        `yaml:"addresses"`
	HighWater string          `yaml:"high_water"`
	Keys      Keys            `yaml:"keys"`

	dir string
}

// Keys are the paths of the keys that may lie outside the directory.
type Keys struct {
	Root     string `yaml:"root"`
	Recovery string `yaml:"recovery"`
}

// RootKey returns the path of the root key.
func (c *Config) RootKey() string { return c.resolve(c.Keys.Root) }

// RecoveryKey returns the path of the recovery key.
func (c *Config) RecoveryKey() string { return c.resolve(c.Keys.Recovery) }

// HasPost reports whether post is one of the party's.
func (c *Config) HasPost(post parley.PostID) bool {
	for _, p := range c.Posts {
		if p == post {
			return true
		}
	}
	return false
}

func (c *Config) resolve(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(c.dir, path)
}
