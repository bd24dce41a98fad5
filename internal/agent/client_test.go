package agent

import (
	"bytes"
	"io"
	"net"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/crypto/ssh/agent"

	"parley"
	"parley/internal/socket"
	"parley/record"
)

// stockClientIsRefused tries everything that would change an agent.
func stockClientIsRefused(t *testing.T, conn net.Conn) {
	t.Helper()
	c := agent.NewClient(conn)
	signers, err := c.Signers()
	if err != nil || len(signers) != 2 {
		t.Errorf("signers: %v, %v", signers, err)
	}
	for name, err := range map[string]error{
		"add": c.Add(agent.AddedKey{PrivateKey: ed25519Private("another")}), "remove": c.Remove(mustSSH(t, "log")), "remove all": c.RemoveAll(),
		"lock": c.Lock([]byte("x")), "unlock": c.Unlock([]byte("x")),
	} {
		if err == nil {
			t.Errorf("%s was not refused", name)
		}
	}
}

// A client comes back when the agent does, and says in plain words why there is no answer.
func TestClientComesBack(t *testing.T) {
	path := filepath.Join(shortDir(t), "agent")
	c := New(path, 2*time.Second)
	log := signerOf(t, c, "log")
	origin := record.Origin(someCharter, "north")
	if _, err := log.Sign(nil); parley.CodeOf(err) != parley.CodeNotRunning || parley.SentenceOf(err) != "there is no agent at "+path {
		t.Errorf("without an agent: %v", err)
	}
	marks := t.TempDir()
	for size := uint64(2); size < 5; size++ {
		l, err := socket.Listen(path, 0o600, -1)
		if err != nil {
			t.Fatal(err)
		}
		stop := serving(t, l, newGuard(t, marks))
		if _, err := record.SignHead(log, origin, size, root(byte(size))); err != nil {
			t.Errorf("size %d: %v", size, err)
		}
		stop()
	}
	if _, err := log.Sign(nil); parley.CodeOf(err) != parley.CodeNotRunning {
		t.Errorf("after the agent: %v", err)
	}
}

// An agent that takes a request and does not answer costs the client's patience and no more.
func TestClientIsNotHeldUp(t *testing.T) {
	socket := filepath.Join(shortDir(t), "agent")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go io.Copy(io.Discard, conn)
		}
	}()
	c := New(socket, 100*time.Millisecond)
	start := time.Now()
	_, err = signerOf(t, c, "log").Sign([]byte("x"))
	if took := time.Since(start); parley.CodeOf(err) != parley.CodeNotRunning || took > 2*time.Second {
		t.Errorf("%v after %v", err, took)
	}
}

// What answers with frames that no agent sends is no agent, and sets aside no memory.
func TestClientRefusesLongFrames(t *testing.T) {
	socket := filepath.Join(shortDir(t), "agent")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conn.Write([]byte{0, 0xff, 0xff, 0xff})
		}
	}()
	if _, err := New(socket, time.Second).OfficerKeys(); parley.CodeOf(err) != parley.CodeBadEncoding {
		t.Errorf("%v", err)
	}
}

// Frames end before one that is too long, however they are cut up.
func TestFrames(t *testing.T) {
	stream := append([]byte{0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 1, 9}, 0, 0, 1, 1)
	for step := 1; step < len(stream); step++ {
		f := &frames{in: &stepReader{bytes.NewReader(stream), step}, most: 256}
		got, err := io.ReadAll(f)
		if err != errFrame || !bytes.HasPrefix(stream, got) || len(got) < len(stream)-4 {
			t.Errorf("step %d: %v, %v", step, got, err)
		}
	}
}

// A stepReader gives at most some bytes at a time.
type stepReader struct {
	r    io.Reader
	step int
}

func (s *stepReader) Read(p []byte) (int, error) { return s.r.Read(p[:min(len(p), s.step)]) }

// What the guard takes for a head, or for a cosignature, is exactly what record writes.
func FuzzText(f *testing.F) {
	f.Add(headText("north", 11, root(1)))
	f.Add("cosignature/v1\ntime 5\n" + headText("north", 11, root(1)))
	f.Fuzz(func(t *testing.T, text string) {
		if h, err := parseHead(text); err == nil && record.CheckpointText(h.origin, h.mark.Size, h.mark.Root) != text {
			t.Errorf("%q is taken for a head", text)
		}
		if h, _, err := parseCosigned(text); err == nil && !bytes.HasSuffix([]byte(text), []byte(record.CheckpointText(h.origin, h.mark.Size, h.mark.Root))) {
			t.Errorf("%q is taken for a cosignature", text)
		}
	})
}

// However a stream of frames is made up, no more is read of it than whole frames that are not too long.
func FuzzFrames(f *testing.F) {
	f.Add([]byte{0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0}, uint8(1))
	f.Add([]byte{0, 0, 1, 1, 1}, uint8(3))
	f.Fuzz(func(t *testing.T, b []byte, step uint8) {
		got, err := io.ReadAll(&frames{in: &stepReader{bytes.NewReader(b), int(step%7) + 1}, most: 256})
		if !bytes.HasPrefix(b, got) || err != nil && err != errFrame || err == nil && len(got) != len(b) {
			t.Errorf("of %x, %x was read, %v", b, got, err)
		}
	})
}
