//go:build linux

package peers

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
)

// nncp is a caller on the first side, which calls each second and stays connected, and a daemon on the second; each tosses what
// came once a second. A text goes at FLASH, a bulk item at BULK.
type nncp struct{ *ground }

const nncpPort = "5400"

var nncpField = regexp.MustCompile(`(?m)^    (id|exchpub|exchprv|signpub|signprv|noiseprv|noisepub): (\S+)$`)

func (n *nncp) Eager() bool { return true }

func (n *nncp) Receive(ctx context.Context) error {
	b := n.sides[1]
	if _, err := os.Stat(b.path("cfg")); err != nil {
		if err := n.configure(); err != nil {
			return err
		}
	}
	n.each(n.look)
	address := b.space.Address() + ":" + nncpPort
	if err := b.run("nncp-daemon", "-quiet", "-cfg", b.path("cfg"), "-autotoss", "-bind", address); err != nil {
		return err
	}
	return b.up(ctx, address)
}

func (n *nncp) Call(ctx context.Context) error {
	a := n.sides[0]
	return a.run("nncp-caller", "-quiet", "-cfg", a.path("cfg"), "-autotoss")
}

// configure makes keys for both sides, and tells each of the other.
func (n *nncp) configure() error {
	var selves [2]map[string]string
	for i := range selves {
		out, err := exec.Command("nncp-cfgnew", "-nocomments").Output()
		if err != nil {
			return fmt.Errorf("nncp-cfgnew: %w", err)
		}
		selves[i] = map[string]string{}
		for _, f := range nncpField.FindAllStringSubmatch(string(out), -1) {
			selves[i][f[1]] = f[2]
		}
	}
	for i, s := range n.sides {
		other := map[string]any{"incoming": s.path("incoming"), "onlinedeadline": 3600}
		public(other, selves[1-i])
		if i == 0 {
			other["addrs"] = map[string]string{"link": n.sides[1].space.Address() + ":" + nncpPort}
			other["calls"] = []map[string]any{{"cron": "*/1 * * * * * *", "addr": "link", "onlinedeadline": 3600}}
		}
		own := map[string]any{}
		public(own, selves[i])
		for _, name := range []string{"spool", "incoming"} {
			if err := os.MkdirAll(s.path(name), 0o755); err != nil {
				return err
			}
		}
		text, err := json.MarshalIndent(map[string]any{"spool": s.path("spool"), "log": s.path("log"), "self": selves[i], "neigh": map[string]any{"self": own, "other": other}}, "", "  ")
		if err != nil {
			return err
		}
		if err := s.write("cfg", string(text)); err != nil {
			return err
		}
	}
	return nil
}

func public(to map[string]any, from map[string]string) {
	for _, name := range []string{"id", "exchpub", "signpub", "noisepub"} {
		to[name] = from[name]
	}
}

// Submit puts the item into the first side's spool as a file with its id for a name.
func (n *nncp) Submit(ctx context.Context, i Item) error {
	s := n.sides[0]
	if err := os.WriteFile(s.path(i.ID), i.Body, 0o644); err != nil {
		return err
	}
	nice := "BULK"
	if i.Urgent {
		nice = "FLASH"
	}
	out, err := exec.CommandContext(ctx, "nncp-file", "-quiet", "-cfg", s.path("cfg"), "-nice", nice, s.path(i.ID), "other:"+i.ID).CombinedOutput()
	if err != nil {
		return fmt.Errorf("nncp-file: %w: %s", err, out)
	}
	return nil
}

func (n *nncp) look() {
	all, _ := os.ReadDir(n.sides[1].path("incoming"))
	for _, entry := range all {
		n.came(entry.Name())
	}
}
