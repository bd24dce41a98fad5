package agent

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"parley"
	"parley/internal/socket"
)

// maxFrame is the longest frame of the agent protocol that is read, in bytes, as OpenSSH has it.
const maxFrame = 256 << 10

// A Client speaks to the agent behind one Unix socket. It connects when it is first used, and again when the agent has
// gone and come back. It is safe for use by many goroutines, which wait for each other.
type Client struct {
	socket   string
	patience time.Duration

	mu   sync.Mutex
	conn *stream
}

// New returns a client that waits at most patience for an answer. Whoever has a key that wants a touch, gives it time.
func New(path string, patience time.Duration) *Client {
	return &Client{socket: path, patience: patience}
}

// Socket returns the path of the agent's socket.
func (c *Client) Socket() string { return c.socket }

// Close ends the connection, if there is one. The client can be used again.
func (c *Client) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hangUp()
	return nil
}

// ask has the agent do something. A connection that the agent has closed since it was last used is made anew, once.
func (c *Client) ask(what func(agent.Agent) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	end := time.Now().Add(c.patience)
	kept := c.conn != nil
	err := c.askOnce(end, what)
	if kept && c.conn == nil && time.Now().Before(end) {
		err = c.askOnce(end, what)
	}
	return err
}

// askOnce leaves no connection behind that failed, nor one of which an answer may still come.
func (c *Client) askOnce(end time.Time, what func(agent.Agent) error) error {
	if c.conn == nil {
		ctx, cancel := context.WithDeadline(context.Background(), end)
		defer cancel()
		conn, err := socket.Dial(ctx, c.socket)
		if err != nil {
			return c.gone(err)
		}
		c.conn = &stream{conn: conn, frames: frames{in: conn, most: maxFrame}}
	}
	c.conn.conn.SetDeadline(end)
	err := what(agent.NewClient(c.conn))
	if failed := c.conn.failed; failed != nil {
		c.hangUp()
		return c.gone(failed)
	}
	if err != nil {
		return parley.Wrap(err, parley.CodeBadSignature, "the agent at %s refuses", c.socket)
	}
	return nil
}

func (c *Client) hangUp() {
	if c.conn != nil {
		c.conn.conn.Close()
		c.conn = nil
	}
}

// gone gives the reason why there is no answer in plain words.
func (c *Client) gone(err error) error {
	var timeout net.Error
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return parley.Wrap(err, parley.CodeNotRunning, "the agent at %s gave no answer in %v", c.socket, c.patience)
	case errors.Is(err, errFrame):
		return parley.Wrap(err, parley.CodeBadEncoding, "what answers at %s is no agent", c.socket)
	}
	return parley.Wrap(err, parley.CodeNotRunning, "there is no agent at %s", c.socket)
}

// list returns the keys that the agent holds.
func (c *Client) list() (keys []*agent.Key, err error) {
	err = c.ask(func(a agent.Agent) (err error) { keys, err = a.List(); return err })
	return keys, err
}

// sign has the agent sign, and holds that the signature is one of the key over data.
func (c *Client) sign(key ssh.PublicKey, data []byte) (sig *ssh.Signature, err error) {
	err = c.ask(func(a agent.Agent) (err error) { sig, err = a.Sign(key, data); return err })
	if err == nil && key.Verify(data, sig) != nil {
		err = parley.Errorf(parley.CodeBadSignature, "the agent at %s made a signature that does not verify", c.socket)
	}
	return sig, err
}

// A stream is a connection that remembers why it failed. It hides that it can be closed, so that there is one request at
// a time.
type stream struct {
	conn   net.Conn
	frames frames
	failed error
}

func (s *stream) Read(p []byte) (int, error)  { return s.note(s.frames.Read(p)) }
func (s *stream) Write(p []byte) (int, error) { return s.note(s.conn.Write(p)) }

func (s *stream) note(n int, err error) (int, error) {
	if err != nil && s.failed == nil {
		s.failed = err
	}
	return n, err
}
