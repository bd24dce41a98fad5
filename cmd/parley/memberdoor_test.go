package main

import (
	"context"
	"crypto/rand"
	"io"
	"net"
	"testing"
	"time"

	"parley"
	"parley/internal/store/postgres"
)

// The door lets in who holds the key that the leader put into the database, and nobody else.
func TestDoor(t *testing.T) {
	seed, other := make([]byte, 32), make([]byte, 32)
	rand.Read(seed)
	rand.Read(other)
	door, err := openDoor("127.0.0.1:0", seed)
	if err != nil {
		t.Fatal(err)
	}
	defer door.Close()
	go func() {
		for {
			c, err := door.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); io.WriteString(c, "in") }()
		}
	}()
	knock := func(seed []byte) string {
		c, err := doorOf(postgres.Leader{Member: postgres.Member{Name: "north-a", Address: door.Addr().String(), Door: seed}})(t.Context())
		if err != nil {
			if parley.CodeOf(err) != parley.CodeNotRunning && parley.CodeOf(err) != parley.CodeStorage {
				t.Errorf("refused with %v", err)
			}
			return ""
		}
		defer c.Close()
		said, _ := io.ReadAll(c)
		return string(said)
	}
	if got := knock(seed); got != "in" {
		t.Errorf("who holds the key is told %q", got)
	}
	for _, s := range [][]byte{other, nil, seed[:31]} {
		if got := knock(s); got != "" {
			t.Errorf("who holds %x is told %q", s, got)
		}
	}
}

// A turn that is pointed elsewhere ends what is under way, so that who waited asks again, and asks there.
func TestTurn(t *testing.T) {
	first, second := newHallway(), newHallway()
	var way turn
	way.point(first.dial)
	go first.Accept()
	c, err := way.dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	way.point(second.dial)
	c.SetReadDeadline(time.Now().Add(time.Minute))
	if _, err := c.Read(make([]byte, 1)); err != io.ErrClosedPipe && err != io.EOF {
		t.Errorf("a question under way ended with %v", err)
	}
	c.Close()
	came := make(chan net.Conn, 1)
	go func() { c, _ := second.Accept(); came <- c }()
	if _, err := way.dial(t.Context()); err != nil || <-came == nil {
		t.Errorf("asked there: %v", err)
	}
	way.point(nobody("the leader was killed"))
	_, err = way.dial(t.Context())
	if parley.CodeOf(err) != parley.CodeNotRunning || parley.SentenceOf(err) != "no node of this party leads at the moment: the leader was killed" {
		t.Errorf("got %v", err)
	}
	second.Close()
	if _, err := second.dial(context.Background()); err == nil {
		t.Error("a hallway that is closed is entered")
	}
}
