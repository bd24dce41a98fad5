package accept

import (
	"cmp"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestAccept plays what the first line has to do with the real programs as separate processes: nothing of the module is
// linked into what it observes, except the names of the JSON that it reads.
func TestAccept(t *testing.T) {
	p := build(t)
	t.Run("exchange", func(t *testing.T) { acceptExchange(t, p) })
	t.Run("waiting", func(t *testing.T) { acceptWaiting(t, p) })
	t.Run("kills", func(t *testing.T) { acceptKills(t, p) })
	t.Run("json", func(t *testing.T) { acceptJSON(t, p) })
	t.Run("demo", func(t *testing.T) { acceptDemo(t, p) })
	t.Run("line", func(t *testing.T) { acceptLine(t, p) })
	t.Run("recover", func(t *testing.T) { acceptRecover(t, p) })
	t.Run("rebuilt", func(t *testing.T) { acceptRebuilt(t, p) })
	t.Run("migrate", func(t *testing.T) { acceptMigrate(t, p) })
	t.Run("leaders", func(t *testing.T) { acceptLeaders(t, p) })
	t.Run("agent", func(t *testing.T) { acceptAgent(t, p) })
	t.Run("narrow", func(t *testing.T) { acceptNarrow(t, p) })
	t.Run("serial", func(t *testing.T) { acceptSerial(t, p) })
	t.Run("devices", func(t *testing.T) { acceptDevices(t, p) })
}

// programs are the paths of what was built.
type programs struct{ parley, verify string }

const buildTime = 5 * time.Minute

// build builds the programs of this tree into a directory that is removed at the end.
func build(t *testing.T) programs {
	t.Helper()
	dir := t.TempDir()
	watchSource(t, "../../..")
	out, err := command(t, buildTime, "go", "build", "-o", dir+string(filepath.Separator), "parley/cmd/parley", "parley/cmd/parley-verify").CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return programs{parley: filepath.Join(dir, "parley"), verify: filepath.Join(dir, "parley-verify")}
}

// watchSource opens what the programs are built from, which is not linked into this test, so that the test cache sees it
// change.
func watchSource(t *testing.T, dir string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == ".git" {
			return cmp.Or(err, fs.SkipDir)
		}
		if !d.Type().IsRegular() || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files++
		_, err = os.ReadFile(path)
		return err
	})
	if err != nil || files < 100 {
		t.Fatalf("%s holds %d files of source: %v", dir, files, err)
	}
}

// need fails the test with one sentence where a program of the system is missing.
func need(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatalf("this test needs the program %q, which is not on the path; scripts/need.sh installs it", name)
		}
	}
}
