package accept

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"parley/internal/node"
	"parley/internal/store/postgres/pgtest"
)

// leaders are two nodes of north on one database, and south, with what was sent either way.
type leaders struct {
	*pair
	a, b             *party
	toNorth, toSouth []string
}

// acceptLeaders: two nodes of north share a database with a standby. The one that leads is killed, and then the other one is stopped
// without its connections ending; each time the one that is left takes over whole. Then the database's primary is killed and its standby
// promoted. A FLASH sent in each outage arrives, nothing is lost or double, the node that wakes writes nothing more and follows, the
// old primary is refused when it comes back, and the records verify. "Primary killed and the standby promoted, 10 times": what was the
// primary is made the standby each time, -promotions says how often. A standby that is lost stands among the alerts.
func acceptLeaders(t *testing.T, built programs) {
	nodeTime = max(nodeTime, time.Duration(*promotions)*30*time.Second)
	primary, standby := servers(t)
	l := &leaders{pair: loopback(t, built)}
	l.north.serve()
	l.south.serve()
	l.exchange(l.north, "before the move")
	l.north.stop()
	l.north.must("migrate", "--to", pgtest.URL(primary, standby))
	l.share(t)

	l.examined(l.a, "this node, north-a, leads since", "synchronous_commit is on, and 1 of 1 standbys confirm", "timeline 1, generation 2")
	l.examined(l.b, "this node, north-b, follows north-a at 127.0.0.1:")

	l.a.kill()
	l.exchange(l.b, "the leader was killed")
	l.a.among("north-a follows north-b, which leads in generation")

	l.b.node.Process.Signal(syscall.SIGSTOP)
	l.exchange(l.a, "the leader was stopped")
	l.b.node.Process.Signal(syscall.SIGCONT)
	until(t, time.Minute, "the node that was deposed follows", func() bool { return l.b.health().Leader == "north-a" })
	if !strings.Contains(l.b.lastWords(), "north-b waits: it led, and does no longer: another node of this party has taken over") {
		t.Errorf("the node that was deposed says:\n%s", l.b.lastWords())
	}

	if err := primary.Stop("immediate"); err != nil {
		t.Fatal(err)
	}
	if err := standby.Promote(); err != nil {
		t.Fatal(err)
	}
	l.exchange(l.b, "the primary was killed")
	l.examined(l.b, "synchronous_standby_names is empty: what is recorded is on one disk", "timeline 2")
	until(t, time.Minute, "both nodes know the server that was promoted", func() bool {
		a, b := l.a.health(), l.b.health()
		return a.Role != b.Role && a.Generation == b.Generation && a.Generation > 4
	})
	l.replaced(t, primary)
	l.a.among("north-a leads")
	l.b.among("north-b follows north-a")
	l.promotions(t, standby, primary)
	until(t, time.Minute, "all is recorded", func() bool { return l.a.recordedAll() && l.south.recordedAll() })
	recordsHold(t, l.a)
	recordsHold(t, l.south)
	onceEach(t, l.a, l.toNorth)
	onceEach(t, l.south, l.toSouth)
}

// share has two nodes serve north. The sheet names the address of one: the other calls south by itself.
func (l *leaders) share(t *testing.T) {
	t.Helper()
	b := *l.north
	l.a, l.b = l.north, &b
	b.dir, b.log = l.file("north-b"), l.file("north-b.log")
	t.Cleanup(b.end)
	for from, to := range map[string]string{l.a.dir: b.dir, l.a.dir + ".high-water": b.dir + ".high-water"} {
		if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	b.shared(l.a.dir, b.dir, "north-b")
	l.a.shared(l.a.dir, l.a.dir, "north-a")
	l.a.among("north-a leads in generation")
	l.b.among("north-b follows north-a, which leads in generation")
}

// shared makes a node one of several.
func (p *party) shared(from, dir, name string) {
	p.t.Helper()
	file := filepath.Join(dir, "config.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	var free [3]string
	for i := range free {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			p.t.Fatal(err)
		}
		defer l.Close()
		free[i] = l.Addr().String()
	}
	changed := strings.ReplaceAll(strings.ReplaceAll(string(text), from+".high-water", dir+".high-water"), "http: \"\"", fmt.Sprintf("http: %q", free[1]))
	if from != dir { // its process may be stopped while it listens
		changed = strings.Replace(changed, "listen: "+p.listen, "listen: "+free[2], 1)
	}
	changed += fmt.Sprintf("cluster: {name: %q, listen: %q}\n", name, free[0])
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.http = free[1]
}

// among starts a node that is one of several, and sees which part it has.
func (p *party) among(part string) {
	p.t.Helper()
	if said := p.begin(); !strings.HasPrefix(said, "serving north: "+part) {
		p.t.Fatalf("the node said %q; its log:\n%s", said, p.lastWords())
	}
}

// health is what a node says of its part.
func (p *party) health() (v struct {
	Role, Node, Leader string
	Generation         int
	Alerts             []node.AlertView
}) {
	a, err := http.Get("http://" + p.http + "/health")
	if err != nil {
		return v
	}
	defer a.Body.Close()
	json.NewDecoder(a.Body).Decode(&v)
	return v
}

// exchange sends a FLASH each way, at north by a node, whatever its part is, and hands it over again as long as there is no answer.
func (l *leaders) exchange(by *party, text string) {
	by.t.Helper()
	back := l.south.send(l.north, "flash", text)
	saved, there := l.file(text+".parley"), ""
	until(by.t, 2*time.Minute, "the FLASH of north is recorded: "+text, func() bool {
		words := []string{"send", "--submit", saved, "--wait", "recorded"}
		if _, err := os.Stat(saved); err != nil {
			words = []string{"send", "--to", "south", "--precedence", "flash", "--wait", "recorded", "--save", saved, text}
		}
		r := by.run(words...)
		there = strings.TrimSpace(r.out)
		return r.status == 0
	})
	until(by.t, time.Minute, "the FLASH of south is recorded: "+text, l.south.recordedAll)
	l.toNorth, l.toSouth = append(l.toNorth, back), append(l.toSouth, there)
}

// examined has parley doctor say each of some words.
func (l *leaders) examined(p *party, words ...string) {
	p.t.Helper()
	r := p.run("doctor")
	for _, w := range words {
		if !strings.Contains(r.out, w) {
			p.t.Errorf("parley doctor says nothing of %q:\n%s", w, r.out)
		}
	}
}

// replaced: the old primary comes back, unfenced, alone. A node that has seen the new one takes nothing from it.
func (l *leaders) replaced(t *testing.T, primary *pgtest.Server) {
	t.Helper()
	l.a.stop()
	l.b.stop()
	if err := primary.Again(); err != nil {
		t.Fatal(err)
	}
	if err := primary.Require("", 0); err != nil {
		t.Fatal(err)
	}
	if r := l.a.run("inbox"); r.status == 0 || !strings.Contains(r.errs, "replaced by a standby that was promoted (timeline 1, and this node has seen 2)") {
		t.Errorf("a node took the primary that was replaced: status %d, %s", r.status, r.errs)
	}
	if err := primary.Stop("immediate"); err != nil {
		t.Fatal(err)
	}
}

var promotions = flag.Int("promotions", 10, "how often the primary of the database is killed and its standby promoted")

// promotions kills the primary as often as is still due, under the same two nodes.
func (l *leaders) promotions(t *testing.T, primary, standby *pgtest.Server) {
	t.Helper()
	for i := 2; i <= *promotions; i++ {
		begun := time.Now()
		if err := standby.Follow(primary); err != nil {
			t.Fatal(err)
		}
		if err := primary.Require("*", 1); err != nil {
			t.Fatal(err)
		}
		if i == 2 {
			l.standbyLost(t, standby)
		}
		if err := primary.Stop("immediate"); err != nil {
			t.Fatal(err)
		}
		if err := standby.Promote(); err != nil {
			t.Fatal(err)
		}
		primary, standby = standby, primary
		l.exchange(l.a, fmt.Sprintf("promotion %d", i))
		t.Logf("promotion %d: %v", i, time.Since(begun))
	}
	l.examined(l.a, fmt.Sprintf("timeline %d", *promotions+1))
}

// standbyLost: while the standby is gone, the node that leads says so at /health, and parley doctor too.
func (l *leaders) standbyLost(t *testing.T, standby *pgtest.Server) {
	t.Helper()
	if err := standby.Stop("immediate"); err != nil {
		t.Fatal(err)
	}
	stands := func() bool {
		for _, p := range []*party{l.a, l.b} {
			if slices.ContainsFunc(p.health().Alerts, func(a node.AlertView) bool {
				return a.Kind == node.AlertStandby && strings.Contains(a.Sentence, "no standby confirms")
			}) {
				return true
			}
		}
		return false
	}
	until(t, time.Minute, "the alert of the lost standby", stands)
	l.examined(l.a, "and no standby confirms: nothing is stored until one does")
	if err := standby.Again(); err != nil {
		t.Fatal(err)
	}
	until(t, time.Minute, "the alert is over", func() bool { return !stands() })
}

// servers starts a database server and a standby that confirms.
func servers(t *testing.T) (primary, standby *pgtest.Server) {
	t.Helper()
	primary, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { primary.Close() })
	if standby, err = primary.Standby(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { standby.Close() })
	if err := primary.Require("*", 1); err != nil {
		t.Fatal(err)
	}
	return primary, standby
}
