//go:build linux

package peers

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// prosody is two servers with one connection between them for both ways, over TLS, both certificates verified, and stream
// management. The receipt is that of XEP-0184.
type prosody struct {
	*ground
	alice, bob *stanzas
}

// prosodyConfig is written once for each side. No name service is asked: the names are in a file.
const prosodyConfig = `run_as_root = true
daemonize = false
pidfile = "%[1]s/pid"
data_path = "%[1]s/data"
log = { info = "%[1]s/log" }
admins = {}
modules_enabled = { "saslauth", "tls", "dialback", "disco", "roster", "smacks", "offline", "ping", "s2s_bidi" }
authentication = "internal_plain"
storage = "internal"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
s2s_require_encryption = true
s2s_secure_auth = true
c2s_interfaces = { "127.0.0.1" }
s2s_interfaces = { "%[2]s" }
unbound = { resolvconf = false, hoststxt = "%[1]s/hosts" }
ssl = { key = "%[1]s/key.pem", certificate = "%[1]s/cert.pem", cafile = "%[1]s/ca.pem", protocol = "tlsv1_3" }
VirtualHost "%[3]s"
`

func (p *prosody) Eager() bool { return false }

func (p *prosody) Receive(ctx context.Context) (err error) {
	p.bob, err = p.side(ctx, p.sides[1], "bob")
	return err
}

func (p *prosody) Call(ctx context.Context) (err error) {
	p.alice, err = p.side(ctx, p.sides[0], "alice")
	return err
}

// side starts one side's server, and has its client sign in.
func (p *prosody) side(ctx context.Context, s *side, name string) (*stanzas, error) {
	for file, text := range map[string]string{
		"hosts":           fmt.Sprintf("%s a.test\n%s b.test\n", p.sides[0].space.Address(), p.sides[1].space.Address()),
		"prosody.cfg.lua": fmt.Sprintf(prosodyConfig, s.dir, s.space.Address(), s.host),
		"data/" + strings.ReplaceAll(s.host, ".", "%2e") + "/accounts/" + name + ".dat": "return { [\"password\"] = \"secret\" };\n",
	} {
		if err := s.write(file, text); err != nil {
			return nil, err
		}
	}
	if err := s.run("prosody", "--config", s.path("prosody.cfg.lua"), "-F"); err != nil {
		return nil, err
	}
	return p.client(ctx, s, name)
}

func (p *prosody) client(ctx context.Context, s *side, name string) (*stanzas, error) {
	conn, err := s.dial(ctx, "127.0.0.1:5222")
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	x, err := signIn(conn, s.host, name)
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("%s cannot sign in at %s: %w", name, s.host, err)
	}
	conn.SetDeadline(time.Time{})
	go x.listen(p.came)
	p.clients = append(p.clients, func() { conn.Close() })
	return x, nil
}

// block is how many bytes of a bulk item go in one message.
const block = 48 << 10

// Submit sends the item in one message, or a bulk item in several; the last has its id.
func (p *prosody) Submit(ctx context.Context, i Item) error {
	if !i.bulk() {
		return p.alice.message("bob@b.test", i.ID, string(i.Body))
	}
	for n, rest := 0, i.Body; len(rest) > 0; n++ {
		size := min(block, len(rest))
		id := fmt.Sprintf("%sp%d", i.ID, n)
		if size == len(rest) {
			id = i.ID
		}
		if err := p.alice.message("bob@b.test", id, base64.StdEncoding.EncodeToString(rest[:size])); err != nil {
			return err
		}
		rest = rest[size:]
	}
	return nil
}
