package accept

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestOperating runs doc/operating.md: the sections before the drills one after the other, and each drill by itself from
// there. Its paths lie in a directory of the test, its ports are free ones, its accounts are numbers that no system gives
// out, and its units are started by what stands in the place of systemctl: as the document gives them, with the accounts of
// the units where the test may.
func TestOperating(t *testing.T) {
	need(t, "bash", "setpriv", "tar", "unshare", "ip", "ssh-agent", "ssh-keygen")
	m := newManual(t, "../../../doc/operating.md")
	for _, s := range m.setup {
		m.play(t, s)
	}
	m.play(t, section{"the check after setting up", strings.NewReplacer("Before", "Set up", "After", "Set up and checked").Replace(beforeDrill + afterDrill)})
	m.stop(t, m.state())
	var drills []*drill
	for i, s := range m.drills {
		drills = append(drills, m.begin(t, i, s))
	}
	for _, d := range drills {
		t.Run(strings.ReplaceAll(d.title, " ", "-"), func(t *testing.T) {
			if <-d.done; d.err != nil {
				t.Errorf("%v\n%s", d.err, d.said)
			}
			t.Logf("%v", d.took.Round(100*time.Millisecond))
		})
	}
}

// A drill runs in a copy of what was set up. Where the test may, all run at the same time, each in a network and a view of
// the files of its own, in which the copy lies where the original did.
type drill struct {
	section
	done chan struct{}
	err  error
	said string
	took time.Duration
}

func (m *manual) begin(t *testing.T, i int, s section) *drill {
	t.Helper()
	d := &drill{section: s, done: make(chan struct{})}
	dir := filepath.Join(m.root, fmt.Sprint("drill", i))
	if out, err := exec.Command("cp", "-a", m.state(), dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	script := "systemctl start parley-agent@north parley@north parley@south\n" + beforeDrill
	if strings.HasPrefix(s.title, "officer: ") {
		script = "trap 'sudo kill $(sed -n \"s/.*SSH_AGENT_PID=\\([0-9]*\\).*/\\1/p\" agent.txt)' EXIT\n" + script + m.officers + s.script + afterOfficers
	} else {
		script += s.script + afterDrill
	}
	words, alone := []string{"bash"}, os.Getuid() == 0
	if alone {
		words = []string{"unshare", "--mount", "--net", "bash", "-c", `ip link set lo up; mount --bind "$1" "$2"; mount --bind "$BIN/passwd" /etc/passwd; cd "$2"; shift 2; exec bash "$@"`, "-", dir, m.state()}
	}
	cmd := m.command(t, words, script)
	run := func() {
		defer close(d.done)
		begin := time.Now()
		out, err := cmd.CombinedOutput()
		d.err, d.took, d.said = err, time.Since(begin), string(out[max(0, len(out)-6000):])+unitLogs(dir)
		stopUnits(dir)
	}
	if alone {
		t.Cleanup(func() { <-d.done })
		go run()
		return d
	}
	swap := func(from, to string) {
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	swap(m.state(), m.root+"/aside")
	swap(dir, m.state())
	run()
	stopUnits(m.state())
	swap(m.state(), dir)
	swap(m.root+"/aside", m.state())
	return d
}

// What is said before and after each drill: nothing of it is lost, and all records hold.
const (
	beforeDrill = `
sudo -u parley parley send --dir /srv/parley/north --to south --precedence flash --wait recorded --timeout 60s "Before, to south."
sudo -u parley parley send --dir /srv/parley/south --to north --precedence flash --wait recorded --timeout 60s "Before, to north."
`
	afterDrill = `
sudo -u parley parley send --dir /srv/parley/north --to south --precedence flash --wait recorded --timeout 120s "After, to south."
sudo -u parley parley send --dir /srv/parley/south --to north --precedence flash --wait recorded --timeout 120s "After, to north."
for side in north south; do
  n=0
  until sudo -u parley parley record verify --dir /srv/parley/$side > verified 2>&1; do n=$((n+1)); [ $n -lt 50 ] || { cat verified; exit 1; }; sleep 0.2; done
  sudo -u parley parley inbox --dir /srv/parley/$side --json > inbox-$side.json
  for text in "Before, to $side." "After, to $side."; do
    [ "$(grep -c -F "$text" inbox-$side.json)" -le 1 ] || { echo "$text stands more than once at $side"; exit 1; }
  done
  grep -q -F "After, to $side." inbox-$side.json
done
`
)

// afterOfficers: officers sign from here on, and no operator key. The other side knows the roster, and all records hold.
const afterOfficers = `
! sudo -u parley parley send --dir /srv/parley/north --to south "Signed by the operator key."
sudo -u parley parley officer list --dir /srv/parley/north | grep -v -e '^signed' -e '^roster' > here
n=0
until sudo -u parley parley officer list --dir /srv/parley/south --party north | grep -v '^roster' > there && cmp here there; do n=$((n+1)); [ $n -lt 50 ]; sleep 0.2; done
sudo -u parley parley send --dir /srv/parley/south --to north --precedence flash --wait recorded --timeout 120s "After, to north."
for side in north south; do
  n=0
  until sudo -u parley parley record verify --dir /srv/parley/$side > verified 2>&1; do n=$((n+1)); [ $n -lt 50 ] || { cat verified; exit 1; }; sleep 0.2; done
done
`

// A section is what a heading of the document stands over.
type section struct{ title, script string }

// A manual is the document with what stands in the place of the machine.
type manual struct {
	root          string // of all paths
	bin           string
	setup, drills []section
	officers      string // what comes before the drills with officers
	units         map[string]string
	words         *strings.Replacer
}

var (
	unitName = regexp.MustCompile("`/etc/systemd/system/([a-z@-]+)\\.service`")
	fence    = regexp.MustCompile("(?ms)^(?:##? ([^\n]*)|```(sh|sh officers|ini)\n(.*?)^```)$")
)

func newManual(t *testing.T, path string) *manual {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.MkdirTemp("", "op")
	if err != nil {
		t.Fatal(err)
	}
	m := &manual{root: root, bin: filepath.Join(root, "bin"), units: map[string]string{}}
	t.Cleanup(func() { m.stop(t, m.state()); os.RemoveAll(root) })
	m.read(t, string(text))
	m.words = m.replacer(t)
	built := build(t)
	for _, dir := range []string{m.bin, m.state()} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, b := range map[string]string{"sudo": sudo, "systemctl": systemctl, "useradd": "#!/bin/sh\nexit 0\n", "install": install, "journalctl": journalctl} {
		if err := os.WriteFile(filepath.Join(m.bin, name), []byte(b), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	known, err := os.ReadFile("/etc/passwd")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(m.bin, "passwd"), append(known, passwd...), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, unit := range m.units {
		if err := os.WriteFile(filepath.Join(m.bin, name+".unit"), []byte(m.words.Replace(unit)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("cp", built.parley, built.verify, m.bin).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	return m
}

func (m *manual) state() string { return filepath.Join(m.root, "s") }

// read takes the document apart: each block of commands goes to the heading above it, each unit to the name above it.
func (m *manual) read(t *testing.T, text string) {
	t.Helper()
	var at *section
	for _, x := range fence.FindAllStringSubmatchIndex(text, -1) {
		part := func(i int) string {
			if x[2*i] < 0 {
				return ""
			}
			return text[x[2*i]:x[2*i+1]]
		}
		switch {
		case x[2] >= 0:
			title, drill := strings.CutPrefix(part(1), "Drill: ")
			if drill {
				m.drills = append(m.drills, section{title: title})
				at = &m.drills[len(m.drills)-1]
			} else {
				m.setup = append(m.setup, section{title: title})
				at = &m.setup[len(m.setup)-1]
			}
		case part(2) == "sh":
			at.script += part(3)
		case part(2) == "sh officers":
			m.officers = part(3)
		default:
			names := unitName.FindAllStringSubmatch(text[:x[0]], -1)
			m.units[names[len(names)-1][1]] = part(3)
		}
	}
	if len(m.drills) < 10 || len(m.units) != 2 {
		t.Fatalf("the document has %d drills and %d units", len(m.drills), len(m.units))
	}
}

// replacer puts the paths, ports and programs of the document into the test's place.
func (m *manual) replacer(t *testing.T) *strings.Replacer {
	t.Helper()
	words := []string{"/usr/bin/parley ", m.bin + "/parley ", "/usr/local/bin/", m.bin + "/"}
	for _, dir := range []string{"/srv", "/run", "/media", "/mnt"} {
		words = append(words, dir+"/", m.state()+dir+"/")
	}
	for _, port := range []string{"7401", "7402", "7403"} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		words = append(words, "127.0.0.1:"+port, l.Addr().String())
		defer l.Close()
	}
	return strings.NewReplacer(words...)
}

// command is a script of the document, behind words that begin with the shell.
func (m *manual) command(t *testing.T, words []string, script string) *exec.Cmd {
	t.Helper()
	words = append(words, "-eu", "-o", "pipefail", "-x", "-c", m.words.Replace(script))
	cmd := command(t, 3*time.Minute, words[0], words[1:]...)
	cmd.Dir = m.state()
	cmd.Env = append(cmd.Env, "PATH="+m.bin+":"+os.Getenv("PATH"), "STATE="+m.state(), "BIN="+m.bin, fmt.Sprintf("ACCOUNTS=%d", os.Getuid()))
	return cmd
}

// play runs the commands of a section.
func (m *manual) play(t *testing.T, s section) {
	t.Helper()
	if s.script == "" {
		return
	}
	said, err := os.Create(filepath.Join(m.root, "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	cmd := m.command(t, []string{"bash"}, s.script)
	cmd.Stdout, cmd.Stderr = said, said // what it starts goes on
	if err := cmd.Run(); err != nil {
		b, _ := os.ReadFile(said.Name())
		t.Fatalf("%s: %v\n%s%s", s.title, err, b[max(0, len(b)-6000):], unitLogs(m.state()))
	}
}

func unitLogs(state string) (all string) {
	found, _ := filepath.Glob(filepath.Join(state, "*.unit.log"))
	for _, path := range found {
		b, _ := os.ReadFile(path)
		all += "\n" + filepath.Base(path) + ":\n" + string(b[max(0, len(b)-3000):])
	}
	return all
}

// stopUnits ends what systemctl started there, and returns the processes.
func stopUnits(state string) (pids []int) {
	found, _ := filepath.Glob(filepath.Join(state, "*.pid"))
	for _, path := range found {
		var pid int
		b, _ := os.ReadFile(path)
		if _, err := fmt.Sscan(string(b), &pid); err == nil && pid > 1 {
			syscall.Kill(pid, syscall.SIGTERM)
			pids = append(pids, pid)
		}
		os.Remove(path)
	}
	return pids
}

// stop ends every unit and waits for it.
func (m *manual) stop(t *testing.T, state string) {
	for _, pid := range stopUnits(state) {
		until(t, startTime, "a unit ends", func() bool { return syscall.Kill(pid, 0) != nil })
	}
}
