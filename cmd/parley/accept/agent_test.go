package accept

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// The accounts of the node and of its agent, where the test may choose: numbers that no system gives out.
const nodeAccount, agentAccount = 64101, 64102

// A keeper runs the agent of a party, under an account of its own where the test may.
type keeper struct {
	t           *testing.T
	p           *pair
	dir, socket string
	accounts    bool     // the node and the agent have an account each
	logs        []string // names of the files of log keys that the agent is started with
	process     *exec.Cmd
}

// newKeeper moves north's log and cosigner keys to the agent's account, and the rest of north to that of the node.
func newKeeper(t *testing.T, p *pair) *keeper {
	t.Helper()
	k := &keeper{t: t, p: p, dir: p.file("keeper"), accounts: os.Getuid() == 0, logs: []string{"log.key"}}
	run, err := os.MkdirTemp("", "agent")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(run) })
	k.socket = filepath.Join(run, "socket")
	if err := os.Mkdir(k.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{"log", "cosigner"} {
		if err := os.Rename(filepath.Join(p.north.dir, "keys", role+".key"), filepath.Join(k.dir, role+".key")); err != nil {
			t.Fatal(err)
		}
	}
	conf, err := os.OpenFile(filepath.Join(p.north.dir, "config.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer conf.Close()
	if _, err := conf.WriteString("log_key: \"agent:" + k.socket + "\"\ncosigner_key: \"agent:" + k.socket + "\"\n"); err != nil {
		t.Fatal(err)
	}
	if !k.accounts {
		t.Log("not root: the node and its agent run under one account")
		return k
	}
	k.give(agentAccount, k.dir, run)
	for _, dir := range []string{run, filepath.Dir(p.dir), filepath.Dir(filepath.Dir(p.programs.parley))} { // on the way to what they use
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	k.give(nodeAccount, p.north.dir, p.north.dir+".high-water")
	account := strconv.Itoa(nodeAccount)
	p.north.within = []string{"setpriv", "--reuid", account, "--regid", account, "--clear-groups"}
	return k
}

// give gives whole trees to an account.
func (k *keeper) give(account int, trees ...string) {
	k.t.Helper()
	for _, tree := range trees {
		err := filepath.WalkDir(tree, func(path string, _ os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			return os.Lchown(path, account, account)
		})
		if err != nil {
			k.t.Fatal(err)
		}
	}
}

func (k *keeper) start() {
	k.t.Helper()
	args := []string{"agent", "--party", "north", "--cosigner", filepath.Join(k.dir, "cosigner.key"), "--socket", k.socket, "--high-water", filepath.Join(k.dir, "high-water")}
	for _, name := range k.logs {
		args = append(args, "--log", filepath.Join(k.dir, name))
	}
	if k.accounts {
		args = append(args, "--group", strconv.Itoa(nodeAccount))
	}
	k.process = command(k.t, nodeTime, k.p.programs.parley, args...)
	if k.accounts {
		k.process.SysProcAttr.Credential = &syscall.Credential{Uid: agentAccount, Gid: agentAccount, Groups: []uint32{nodeAccount}}
	}
	errs, err := os.OpenFile(k.p.file("agent.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		k.t.Fatal(err)
	}
	defer errs.Close()
	k.process.Stderr = errs
	out, err := k.process.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := k.process.Start(); err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() { k.process.Process.Kill() })
	if said := firstLine(out); said != fmt.Sprintf("holding %d keys of north at %s", 1+len(k.logs), k.socket) {
		log, _ := os.ReadFile(k.p.file("agent.log"))
		k.t.Fatalf("the agent said %q: %s", said, log)
	}
}

func (k *keeper) kill() {
	k.t.Helper()
	k.process.Process.Kill()
	k.process.Wait()
}

// asNode runs a program with the rights of the node's account.
func (k *keeper) asNode(words ...string) result {
	k.t.Helper()
	words = append(append([]string{}, k.p.north.within...), words...)
	cmd := command(k.t, verbTime, words[0], words[1:]...)
	cmd.Env = append(cmd.Env, "SSH_AUTH_SOCK="+k.socket)
	return finish(k.t, cmd)
}

// acceptAgent: the log and cosigner keys of north live with an agent of another account. The node's account can't read
// them and can't have anything else signed; without the agent the node takes messages and says why none goes out.
func acceptAgent(t *testing.T, built programs) {
	need(t, "ssh-add", "ssh-keygen")
	p := loopback(t, built)
	k := newKeeper(t, p)
	k.start()
	p.north.serve()
	p.south.serve()
	p.north.send(p.south, "flash", flashText, "--wait", "recorded")
	p.south.send(p.north, "flash", "Received, will hold.", "--wait", "recorded")
	k.thiefIsRefused()
	k.rotates()

	k.kill()
	late := p.north.send(p.south, "flash", "While nobody signs.")
	until(t, startTime, "north says why nothing goes out", func() bool {
		return strings.Contains(p.north.must("events"), "the log key gives no signature: there is no agent at "+k.socket)
	})
	if r := p.north.run("doctor"); r.status != 1 || !strings.Contains(r.out, "the log key gives no signature") {
		t.Errorf("doctor: status %d, %s", r.status, r.out)
	}
	if n := len(p.south.inbox()); n != 2 {
		t.Errorf("south holds %d messages", n)
	}
	p.north.stop()
	p.north.serve() // also without the agent
	k.start()
	until(t, startTime, "what was accepted is recorded", func() bool {
		return p.north.show(late).Receipts["south"].Recorded != nil
	})
	until(t, startTime, "both hold each other's record", func() bool { return p.south.run("record", "verify").status == 0 })
	for _, side := range []*party{p.north, p.south} {
		recordsHold(t, side)
	}
	p.north.stop()
	p.south.stop()
}

// rotates replaces keys while the log and cosigner keys are with the agent: another one, and then the log key itself.
func (k *keeper) rotates() {
	t, north, south := k.t, k.p.north, k.p.south
	t.Helper()
	rotate := func(role string) result {
		return k.asNode(k.p.programs.parley, "sheet", "new", "--rotate", role, "--dir", north.dir)
	}
	if r := rotate("link"); r.status != 0 {
		t.Fatalf("a new link key: %s", r.errs)
	}
	if r := rotate("log"); r.status != 1 || !strings.Contains(r.errs, "holds no other log key; make one under its account with parley agent key") {
		t.Errorf("without a next key: status %d, %s", r.status, r.errs)
	}
	file := filepath.Join(k.dir, "log.2.key")
	if r := run(t, verbTime, k.p.programs.parley, "agent", "key", file); r.status != 0 {
		t.Fatalf("agent key: %s", r.errs)
	}
	if k.accounts {
		k.give(agentAccount, file)
	}
	k.restart("log.key", "log.2.key")
	if r := rotate("log"); r.status != 0 || !strings.Contains(r.out, "needs the log key before no more") {
		t.Errorf("a new log key: %q, %s", r.out, r.errs)
	}
	k.restart("log.2.key")
	north.send(south, "flash", "Under the new log key.", "--wait", "recorded", "--timeout", "60s")
	south.send(north, "flash", "Heard.", "--wait", "recorded", "--timeout", "60s")
	if errs, err := os.ReadFile(k.p.file("agent.log")); err != nil || !strings.Contains(string(errs), "signs a sheet, to show that the log key on it is here") {
		t.Errorf("the agent does not say what it signed: %s, %v", errs, err)
	}
}

func (k *keeper) restart(logs ...string) {
	k.t.Helper()
	k.kill()
	k.logs = logs
	k.start()
}

// thiefIsRefused does what a thief of the node's account can do.
func (k *keeper) thiefIsRefused() {
	t := k.t
	t.Helper()
	listed := k.asNode("ssh-add", "-L")
	if listed.status != 0 || !strings.Contains(listed.out, "north log") {
		t.Fatalf("the agent lists: status %d, %s%s", listed.status, listed.out, listed.errs)
	}
	if k.accounts {
		for _, name := range []string{"log.key", "high-water"} {
			if r := k.asNode("cat", filepath.Join(k.dir, name)); r.status == 0 || !strings.Contains(r.errs, "Permission denied") {
				t.Errorf("the node's account reads %s: status %d, %s", name, r.status, r.errs)
			}
		}
	}
	for line := range strings.Lines(listed.out) {
		public := filepath.Join(t.TempDir(), "key.pub")
		if err := os.WriteFile(public, []byte(line), 0o644); err != nil {
			t.Fatal(err)
		}
		text := filepath.Join(filepath.Dir(public), "text")
		if err := os.WriteFile(text, []byte("hello"), 0o644); err != nil {
			t.Fatal(err)
		}
		if r := k.asNode("ssh-keygen", "-Y", "sign", "-f", public, "-n", "file", text); r.status == 0 {
			t.Errorf("the agent signed any text with %s", line)
		}
	}
	if r := k.asNode("ssh-add", "-D"); r.status == 0 {
		t.Error("the agent dropped its keys")
	}
}
