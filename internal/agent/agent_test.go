package agent

import (
	"context"
	"crypto/sha256"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"parley"
	"parley/internal/highwater"
	"parley/internal/keystore"
	"parley/internal/socket"
	"parley/record"
)

var someCharter = parley.Sum([]byte("a charter"))

func testKey(name string) *keystore.Key {
	return keystore.FromSeed(sha256.Sum256([]byte("parley test key " + name)))
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// newGuard makes a guard of north with a log and a cosigner key.
func newGuard(t testing.TB, marks string) *Guard {
	t.Helper()
	g := NewGuard("north", marks, quiet())
	if err := g.AddLog(testKey("log")); err != nil {
		t.Fatal(err)
	}
	if err := g.AddCosigner(testKey("cosigner")); err != nil {
		t.Fatal(err)
	}
	return g
}

// served serves a guard in this process and returns the socket and what ends it.
func served(t testing.TB, g *Guard) (path string, stop func()) {
	t.Helper()
	path = filepath.Join(shortDir(t), "agent")
	l, err := socket.Listen(path, 0o600, -1)
	if err != nil {
		t.Fatal(err)
	}
	return path, serving(t, l, g)
}

func serving(t testing.TB, l net.Listener, g *Guard) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, l, g) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

// shortDir is a directory whose path leaves room for that of a socket.
func shortDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "ag")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func signerOf(t testing.TB, c *Client, role string) *Signer {
	t.Helper()
	s, err := c.Signer(testKey(role).Public())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func root(i byte) parley.Hash { return parley.Sum([]byte{i}) }

func headText(party parley.PartyID, size uint64, r parley.Hash) string {
	return record.CheckpointText(record.Origin(someCharter, party), size, r)
}

// Heads and cosignatures that are in order are signed through the socket; record verifies them.
func TestAgentSignsHeadsAndCosignatures(t *testing.T) {
	socket, _ := served(t, newGuard(t, t.TempDir()))
	c := New(socket, 5*time.Second)
	defer c.Close()
	log, cosigner := signerOf(t, c, "log"), signerOf(t, c, "cosigner")
	origin := record.Origin(someCharter, "north")
	if _, err := record.SignHead(log, record.JournalOrigin("north"), 1, root(1)); err != nil {
		t.Errorf("a head of the journal: %v", err)
	}
	for _, size := range []uint64{2, 3, 64, 64} {
		sig, err := record.SignHead(log, origin, size, root(byte(size)))
		if err != nil || !record.VerifyHead(log.Public(), origin, size, root(byte(size)), sig) {
			t.Errorf("a head of size %d: %v", size, err)
		}
	}
	text := headText("south", 7, root(7))
	sig, err := record.Cosign(cosigner, record.CosignerName(someCharter, "north"), text, 1795000000)
	if err != nil || !record.VerifyCosignature(cosigner.Public(), "", text, 1795000000, sig) {
		t.Errorf("a cosignature: %v", err)
	}
	if err := log.Holds(); err != nil {
		t.Error(err)
	}
	if other := signerOf(t, c, "of nobody"); parley.CodeOf(other.Holds()) != parley.CodeNotFound {
		t.Error("the agent holds a key that it was not given")
	}
	if keys, comments, err := c.Ed25519(); err != nil || len(keys) != 2 || comments[0] != "north log" {
		t.Errorf("%v, %v, %v", keys, comments, err)
	}
}

// Nothing but a head of an own record is signed by the log key, and nothing but a cosignature over another party's by the
// cosigner key; a head that contradicts the last one signed is not.
func TestAgentRefuses(t *testing.T) {
	marks := t.TempDir()
	g := newGuard(t, marks)
	log, cosigner := mustSSH(t, "log"), mustSSH(t, "cosigner")
	if _, err := g.Sign(log, []byte(headText("north", 10, root(1)))); err != nil {
		t.Fatal(err)
	}
	cosigned := func(text string) string { return "cosignature/v1\ntime 1795000000\n" + text }
	for name, c := range map[string]struct {
		key  ssh.PublicKey
		text string
	}{
		"any text":                      {log, "hello"},
		"nothing":                       {log, ""},
		"a smaller head":                {log, headText("north", 9, root(1))},
		"another head of the same size": {log, headText("north", 10, root(2))},
		"a head of another party":       {log, headText("south", 11, root(1))},
		"a head of size 1":              {log, record.CheckpointText(record.OriginOf(someCharter, "north", 3), 1, root(1))},
		"a volume that cannot be":       {log, record.CheckpointText(record.Origin(someCharter, "north")+"/1", 11, root(1))},
		"another origin":                {log, record.CheckpointText("example.org/north", 11, root(1))},
		"another party's journal":       {log, record.CheckpointText(record.JournalOrigin("south"), 11, root(1))},
		"an empty journal":              {log, record.CheckpointText(record.JournalOrigin("north"), 0, root(1))},
		"a cosignature over a journal":  {cosigner, cosigned(record.CheckpointText(record.JournalOrigin("south"), 11, root(1)))},
		"a line too many":               {log, headText("north", 11, root(1)) + "extension\n"},
		"a size with a zero before it":  {log, "parley/" + someCharter.String() + "/north\n011\n" + headText("north", 11, root(1))[len("parley//north\n11\n")+64:]},
		"a cosignature":                 {log, cosigned(headText("south", 11, root(1)))},
		"a cosignature over our own":    {cosigner, cosigned(headText("north", 11, root(1)))},
		"a head by the cosigner":        {cosigner, headText("south", 11, root(1))},
		"a cosignature without time":    {cosigner, "cosignature/v1\ntime \n" + headText("south", 11, root(1))},
		"a cosignature of no head":      {cosigner, cosigned("hello\n")},
		"a key of nobody":               {mustSSH(t, "of nobody"), headText("north", 11, root(1))},
	} {
		if sig, err := g.Sign(c.key, []byte(c.text)); err == nil || sig != nil {
			t.Errorf("%s was signed", name)
		}
	}
	if _, err := g.Sign(log, []byte(headText("north", 11, root(3)))); err != nil {
		t.Errorf("after the refusals: %v", err)
	}
}

// The mark is on stable storage before the signature is given: a guard that comes back holds heads against it, and one
// whose mark cannot be read or written signs none.
func TestAgentKeepsItsMark(t *testing.T) {
	marks := t.TempDir()
	log := mustSSH(t, "log")
	if _, err := newGuard(t, marks).Sign(log, []byte(headText("north", 10, root(1)))); err != nil {
		t.Fatal(err)
	}
	again := newGuard(t, marks)
	if _, err := again.Sign(log, []byte(headText("north", 9, root(1)))); parley.CodeOf(err) != parley.CodeFork || !strings.Contains(err.Error(), "parley recover") {
		t.Errorf("a smaller head after a new start: %v", err)
	}
	if _, err := again.Sign(log, []byte(headText("north", 10, root(1)))); err != nil {
		t.Errorf("the same head after a new start: %v", err)
	}
	file := filepath.Join(marks, "parley."+someCharter.String()+".north")
	m, ok, err := highwater.File(file).Read()
	if err != nil || !ok || m.Size != 10 {
		t.Errorf("the mark: %v, %v, %v", m, ok, err)
	}
	text, _ := os.ReadFile(file)
	for i := range text {
		text[i] ^= 1
	}
	os.WriteFile(file, text, 0o600)
	if _, err := newGuard(t, marks).Sign(log, []byte(headText("north", 11, root(1)))); parley.CodeOf(err) != parley.CodeBadRecord {
		t.Errorf("with a damaged mark: %v", err)
	}
	blocked := filepath.Join(t.TempDir(), "a file")
	os.WriteFile(blocked, nil, 0o600)
	if _, err := newGuard(t, blocked).Sign(log, []byte(headText("north", 11, root(1)))); err == nil {
		t.Error("signed where no mark can be kept")
	}
}

// A guard takes nothing over the socket, and gives no key away.
func TestAgentIsClosed(t *testing.T) {
	g := newGuard(t, t.TempDir())
	socket, _ := served(t, g)
	conn, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	stockClientIsRefused(t, conn)
	if err := g.AddCosigner(testKey("log")); parley.CodeOf(err) != parley.CodeBadKey {
		t.Errorf("one key in two roles: %v", err)
	}
}

func mustSSH(t testing.TB, name string) ssh.PublicKey {
	t.Helper()
	key, err := ssh.NewPublicKey(testKey(name).Public())
	if err != nil {
		t.Fatal(err)
	}
	return key
}
