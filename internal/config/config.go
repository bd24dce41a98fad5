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
//	database: "postgres://parley@db.example/north" # where the record is kept; optional: node.db in DIR
//	cluster:                            # the node is one of several of the party that share the database; optional
//	  name: "north-a"                   # what the others call it
//	  listen: "10.0.0.1:7430"           # where the other nodes of the party reach it: a network of the party's own
//	  address: "a.north.example:7430"   # the same as the others know it; optional: listen
//	  standby: true                     # nothing is written where no synchronous standby confirms; optional
//	high_water: "/srv/north.high-water" # directory of the high-water files, absolute, outside every backup
//	keys:
//	  root: "root.key"                  # paths, relative to DIR or absolute
//	  recovery: "recovery.key"
//	log_key: "agent:/run/parley/agent"  # the log key is with the agent behind this socket, not in keys/; optional
//	cosigner_key: "agent:/run/parley/agent" # the cosigner key likewise
//	console:                            # the web console; optional
//	  listen: "127.0.0.1:7480"          # where it is served
//	  host: "watch.example"             # how browsers name it; optional: localhost, or the host of listen
//	  tls: "own"                        # own: console.crt and console.key of DIR, made when missing; files; or none, on loopback only
//	  certificate: "/etc/parley/console.pem" # with tls: files; paths, relative to DIR or absolute
//	  key: "/etc/parley/console.key"
//	  operator_keys: true               # who is signed in may sign with the operator keys in keys/, until a record has a roster
//	  overlay: "lines.geojson"          # GeoJSON (RFC 7946) that is laid over the map; it never leaves this node; optional
//	limits:                             # what others may take; optional, and each of its keys is
//	  handshakes: 64                    # under way at once
//	  handshakes_per_host: 16           # of these, from one address
//	  handshake_rate: 200               # begun in a second
//	  handshake_rate_per_host: 20       # of these, from one address
//	  frame_bytes: 33554432             # read in a second from one session
//	  frames: 20000                     # read in a second from one session
//
//	alarm:                              # where alarms go; optional, and each of its keys is; see package alarm
//	  command: ["/usr/local/bin/ring"]  # run without a shell on a FLASH, an escalation, a line lost, a test missed, a post without a screen, a key that ends, a full disk, a lost standby
//	  seconds: 30                       # that it may take, at most 300
//	  order: ["duty", "deputy"]         # a FLASH that nobody acknowledges goes to the next of these each time that the charter's clock has run
//	  watched: ["duty"]                 # posts at which a screen is to be open; else all, where a console is served
//	  unwatched: false                  # true: that no screen is open is no alarm
//	  disk_mib: 1024                    # free on the disk of DIR, below which that is an alarm
//	  database_mib: 0                   # taken by the database on its server, from which that is an alarm; 0: never
//	  standby_mib: 32                   # that a standby of the database may lack before that is an alarm
//	  ending_days: 30                   # how long before a key or a certificate ends that is an alarm
//	contacts:                           # how the others are reached when a line is down, as this party knows it; optional
//	  - party: "south"
//	    numbers: ["+00 55 0142, duty desk, English and Russian"]
//	    courier: "the gate at point 12" # optional
//	    courier_at: ["06:00"]           # each day, in UTC; optional
//	bearers:                            # further ways to the others; optional
//	  - name: "hf"                      # 1 to 16 of a-z, 0-9 and -; tls tunes what the key listen names
//	    kind: "serial"                  # serial: a modem or radio in its data mode; udp
//	    device: "/dev/ttyS0,9600"       # serial: the device and its bit/s
//	    to: {south: ""}                 # serial: the party at the other end; udp: {south: "192.0.2.7:7411", ...}
//	    listen: "0.0.0.0:7411"          # udp only
//	    cost: 100                       # of two that both do, the cheaper carries what goes once; 1 to 1000; tls: 1, others: 10
//	    rate: 2400                      # bit/s that are expected; it is measured anyhow
//	    hours: ["0600-0800"]            # of contact, in UTC, over midnight too; none: always
//	    uplink: "vsat"                  # bearers that name the same one share its rate
//	    keep_alive: 0                   # seconds of silence after which a sign of life is asked for; 0: a silent line carries nothing
//	    dial: "demand"                  # demand: when something waits for it; always
//	    mtu: 1200                       # bytes of a packet, 300 to 1200 over serial, to 1400 over udp
//
// Every key but http, database, cluster, log_key, cosigner_key, console, limits, alarm, contacts and bearers is required, and a key that is not in this list is refused with its line: a word written wrong
// must not silently mean the default.
package config

import (
	"path/filepath"
	"strings"

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
	Database  string          `yaml:"database,omitempty"`
	Cluster   Cluster         `yaml:"cluster,omitempty"`
	HighWater string          `yaml:"high_water"`
	Keys      Keys            `yaml:"keys"`
	Log       Agent           `yaml:"log_key,omitempty"`
	Cosigner  Agent           `yaml:"cosigner_key,omitempty"`
	Console   Console         `yaml:"console,omitempty"`
	Limits    Limits          `yaml:"limits,omitempty"`
	Alarm     Alarm           `yaml:"alarm,omitempty"`
	Contacts  []Contact       `yaml:"contacts,omitempty"`
	Bearers   []Bearer        `yaml:"bearers,omitempty"`

	dir string
}

// Keys are the paths of the keys that may lie outside the directory.
type Keys struct {
	Root     string `yaml:"root"`
	Recovery string `yaml:"recovery"`
}

// An Agent says which agent holds a key: "agent:" and the absolute path of its socket, or nothing: the key is in keys/.
type Agent string

// Socket returns the path of the agent's socket, or "".
func (a Agent) Socket() string { return strings.TrimPrefix(string(a), agentWord) }

const agentWord = "agent:"

func (a Agent) check(key string) error {
	if a != "" && (!strings.HasPrefix(string(a), agentWord) || !filepath.IsAbs(a.Socket())) {
		return bad("%s: %s must be %q and the absolute path of the socket of an agent", FileName, key, agentWord)
	}
	return nil
}

// Limits are what others may take of the node; 0 stands for the default.
type Limits struct {
	Handshakes           int `yaml:"handshakes,omitempty"`
	HandshakesPerHost    int `yaml:"handshakes_per_host,omitempty"`
	HandshakeRate        int `yaml:"handshake_rate,omitempty"`
	HandshakeRatePerHost int `yaml:"handshake_rate_per_host,omitempty"`
	FrameBytes           int `yaml:"frame_bytes,omitempty"`
	Frames               int `yaml:"frames,omitempty"`
}

// The least that a limit may be set to: with less, no line comes up.
const (
	leastHandshakes = 1
	leastFrameBytes = 32 << 10
	leastFrames     = 1000
)

// check reports the first limit that is too small.
func (l Limits) check() error {
	for _, x := range []struct {
		key          string
		value, least int
	}{
		{"handshakes", l.Handshakes, leastHandshakes}, {"handshakes_per_host", l.HandshakesPerHost, leastHandshakes},
		{"handshake_rate", l.HandshakeRate, leastHandshakes}, {"handshake_rate_per_host", l.HandshakeRatePerHost, leastHandshakes},
		{"frame_bytes", l.FrameBytes, leastFrameBytes}, {"frames", l.Frames, leastFrames},
	} {
		if x.value != 0 && x.value < x.least {
			return bad("%s: limits.%s must be at least %d", FileName, x.key, x.least)
		}
	}
	return nil
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
