package accept

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// An ethernet is two network namespaces joined by a pair of virtual Ethernet devices, each end limited by tbf: a line that
// is slow outside of the processes that use it, with a queue of its own that no process sees.
type ethernet struct {
	t    *testing.T
	ends [2]end
}

type end struct{ netns, device, address string }

const (
	netnsPrefix = "parley-" // then the test's process and the end
	networkTime = 20 * time.Second
)

// newEthernet makes a line of rate, as tc writes it. It is taken down at the end of the test, failed or not.
func newEthernet(t *testing.T, rate string) *ethernet {
	t.Helper()
	need(t, "ip", "tc")
	if os.Geteuid() != 0 {
		t.Fatal("this test makes network namespaces and has to run as root")
	}
	w := &ethernet{t: t}
	w.removeStale()
	for i := range w.ends {
		w.ends[i] = end{
			netns: fmt.Sprintf("%s%d-%d", netnsPrefix, os.Getpid(), i), device: fmt.Sprintf("py%d-%d", os.Getpid(), i),
			address: fmt.Sprintf("10.99.0.%d", i+1),
		}
		w.root("ip", "netns", "add", w.ends[i].netns)
		t.Cleanup(func() { w.remove(w.ends[i]) })
	}
	a, b := w.ends[0], w.ends[1]
	w.root("ip", "link", "add", a.device, "netns", a.netns, "type", "veth", "peer", "name", b.device, "netns", b.netns)
	for _, e := range w.ends {
		w.root("ip", "-n", e.netns, "address", "add", e.address+"/24", "dev", e.device)
		w.root("ip", "-n", e.netns, "link", "set", e.device, "up")
		w.root("ip", "-n", e.netns, "link", "set", "lo", "up")
		w.root("tc", "-n", e.netns, "qdisc", "add", "dev", e.device, "root", "tbf", "rate", rate, "burst", "1600", "latency", "400ms")
	}
	return w
}

// root runs a program that must succeed and returns what it says.
func (w *ethernet) root(name string, args ...string) string {
	w.t.Helper()
	r := run(w.t, networkTime, name, args...)
	if r.status != 0 {
		w.t.Fatalf("%s %s: %s", name, strings.Join(args, " "), strings.TrimSpace(r.errs))
	}
	return r.out
}

// removeStale takes down what a test left that ended without a word.
func (w *ethernet) removeStale() {
	w.t.Helper()
	for line := range strings.Lines(w.root("ip", "netns", "list")) {
		name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		owner, ours := strings.CutPrefix(name, netnsPrefix)
		owner, _, _ = strings.Cut(owner, "-")
		if _, err := os.Stat("/proc/" + owner); ours && os.IsNotExist(err) {
			w.root("ip", "netns", "delete", name)
		}
	}
}

// remove takes a namespace down, and with it its devices.
func (w *ethernet) remove(e end) {
	if r := run(w.t, networkTime, "ip", "netns", "delete", e.netns); r.status != 0 {
		w.t.Errorf("the network namespace %s is still there: %s", e.netns, r.errs)
	}
}

// inside are the words that run a program at an end.
func (e end) inside() []string { return []string{"ip", "netns", "exec", e.netns} }

// carried returns the bytes that an end has put on the line, with the headers of Ethernet, IP and TCP.
func (w *ethernet) carried(e end) int64 {
	w.t.Helper()
	words := append(e.inside(), "cat", "/sys/class/net/"+e.device+"/statistics/tx_bytes")
	n, err := strconv.ParseInt(strings.TrimSpace(w.root(words[0], words[1:]...)), 10, 64)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}
