package node

import (
	"os/exec"
	"testing"

	"parley"
)

// A command that a message tells the user to type works as it stands, whatever the directory is called.
func TestShellWord(t *testing.T) {
	for _, s := range []string{"/var/lib/parley", "a b", "мой узел/n", "it's", "$HOME", "", "-x;y", "~", "a\nb", "узел"} {
		out, err := exec.Command("sh", "-c", "printf %s "+ShellWord(s)).Output()
		if err != nil || string(out) != s {
			t.Errorf("%q is read back as %q: %v", s, out, err)
		}
	}
	if got := ShellWord("/var/lib/parley"); got != "/var/lib/parley" {
		t.Errorf("a plain path is quoted: %s", got)
	}
	if err := NotRunning("a b"); parley.CodeOf(err) != parley.CodeNotRunning || err.Error() != "no node serves a b; start it with: parley serve --dir 'a b'" {
		t.Error(err)
	}
}
