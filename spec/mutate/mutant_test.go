package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every line of spec/mutants.txt applies to its file, names a MUST, and each chapter has at least three.
func TestList(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", list))
	if err != nil {
		t.Fatal(err)
	}
	all, err := parse(string(b))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults(filepath.Join("..", ".."), all) {
		t.Error(f)
	}
}

// Every planted bug applies to its file, and there are twelve at least in the node, five among cheats, three in acts, one in a world
// arranged for it, ten in the line and six where nodes share a database, each with a name of its own.
func TestPlanted(t *testing.T) {
	for name, least := range map[string]int{"internal/node/planted.txt": 12, "internal/node/plantedcheats.txt": 5, "internal/node/plantedacts.txt": 3, "link/planted.txt": 10,
		"internal/node/plantedworlds.txt": 1, "internal/store/postgres/planted.txt": 6} {
		b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		all, err := parse(string(b))
		if err != nil {
			t.Fatal(err)
		}
		names := map[string]bool{}
		for _, m := range all {
			if _, err := m.apply("../.."); err != nil {
				t.Error(err)
			}
			names[m.Requirement] = true
		}
		if len(names) < least || len(names) != len(all) {
			t.Errorf("%s: %d planted bugs with %d names", name, len(all), len(names))
		}
	}
}

func TestParseBad(t *testing.T) {
	for name, line := range map[string]string{
		"four fields":     "A-1\tf.go\told\tnew",
		"six fields":      "A-1\tf.go\told\tnew\t./p\tx",
		"no requirement":  "\tf.go\told\tnew\t./p",
		"no file":         "A-1\t\told\tnew\t./p",
		"no old fragment": "A-1\tf.go\t\tnew\t./p",
		"no package":      "A-1\tf.go\told\tnew\t",
		"nothing changes": "A-1\tf.go\told\told\t./p",
	} {
		if _, err := parse("# a comment\n\n" + line + "\n"); err == nil || !strings.Contains(err.Error(), list+":3") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// write puts files into a new directory that is a module, and returns it.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module example\n\ngo 1.26.0\n"
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFaults(t *testing.T) {
	const req = "WIRE" + "-1"
	dir := write(t, map[string]string{
		"p/p.go":         "package p\n\nfunc F(a, b int) bool { return a < b || a < 0 }\n",
		"spec/1-wire.md": "- [" + req + "] It MUST hold.\n- [WIRE" + "-2] It may hold.\n",
	})
	m := func(req, old string) mutant { return mutant{req, "p/p.go", old, "x", "./p", 7} }
	for _, c := range []struct {
		m    mutant
		want string
	}{
		{m(req, "a < b"), ""},
		{m(req, "a <"), list + ":7: the old fragment stands 2 times in p/p.go"},
		{m(req, "a > b"), list + ":7: the old fragment stands 0 times in p/p.go"},
		{m("WIRE"+"-2", "a < b"), "no chapter has a MUST numbered WIRE" + "-2"},
		{m("WIRE"+"-3", "a < b"), "no chapter has a MUST numbered WIRE" + "-3"},
		{m("NONE-1", "a < b"), "no chapter has a MUST numbered NONE-1"},
	} {
		got := strings.Join(faults(dir, []mutant{c.m}), "\n")
		if !strings.Contains(got, c.want) || c.want == "" && strings.Contains(got, ":7:") {
			t.Errorf("%+v: got %q, want %q", c.m, got, c.want)
		}
		if !strings.Contains(got, "spec/4-link.md has 0 mutants, fewer than 3") {
			t.Errorf("a chapter without mutants is not reported: %q", got)
		}
	}
}

// The three outcomes of a mutant, and that the tree stays as it is.
func TestRun(t *testing.T) {
	const source = "package p\n\nfunc Less(a, b int) bool { return a < b }\n\nfunc Idle(a int) int { return a + 0 }\n"
	dir := write(t, map[string]string{
		"p/p.go":      source,
		"p/p_test.go": "package p\n\nimport \"testing\"\n\nfunc TestLess(t *testing.T) {\n\tif Less(1, 1) {\n\t\tt.Error()\n\t}\n}\n",
	})
	for _, c := range []struct {
		name, old, new string
		want           verdict
	}{
		{"caught", "a < b", "a <= b", verdict{caught: true, by: "TestLess"}},
		{"survives", "a + 0", "a - 0", verdict{}},
		{"does not compile", "a + 0", "c", verdict{broken: true, by: "does not compile"}},
	} {
		got, err := run(dir, mutant{Requirement: "A-1", File: "p/p.go", Old: c.old, New: c.new, Package: "./p"})
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", c.name, got, err, c.want)
		}
	}
	if b, _ := os.ReadFile(filepath.Join(dir, "p", "p.go")); string(b) != source {
		t.Error("the work tree was changed")
	}
	if _, err := run(dir, mutant{File: "p/p.go", Old: "no such fragment", New: "x", Package: "./p"}); err == nil {
		t.Error("a fragment that does not stand in the file: no error")
	}
}

// report says no when one survives, does not compile or does not apply, or when the tests fail without any.
func TestReport(t *testing.T) {
	dir := write(t, map[string]string{
		"p/p.go":      "package p\n\nfunc Less(a, b int) bool { return a < b }\n\nfunc Idle(a int) int { return a + 0 }\n",
		"p/p_test.go": "package p\n\nimport \"testing\"\n\nfunc TestLess(t *testing.T) {\n\tif Less(1, 1) {\n\t\tt.Error()\n\t}\n}\n",
		"q/q.go":      "package q\n\nconst N = 1\n",
		"q/q_test.go": "package q\n\nimport \"testing\"\n\nfunc TestFails(t *testing.T) { t.Error(N) }\n",
	})
	good := mutant{Requirement: "A-1", File: "p/p.go", Old: "a < b", New: "a <= b", Package: "./p"}
	survivor, broken, absent, unsound := good, good, good, good
	survivor.Old, survivor.New = "a + 0", "a - 0"
	broken.New = "c"
	absent.Old = "no such fragment"
	unsound.File, unsound.Old, unsound.New, unsound.Package = "q/q.go", "N = 1", "N = 2", "./q"
	for name, c := range map[string]struct {
		mutants []mutant
		want    bool
	}{
		"all caught": {[]mutant{good}, true},
		"survivor":   {[]mutant{good, survivor}, false},
		"broken":     {[]mutant{good, broken}, false},
		"absent":     {[]mutant{good, absent}, false},
		"unsound":    {[]mutant{unsound}, false},
		"none":       {nil, false},
	} {
		if got := report(dir, c.mutants); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestChosen(t *testing.T) {
	all := []mutant{{Requirement: "A-1"}, {Requirement: "A-12"}, {Requirement: "B-1"}}
	for names, want := range map[string]int{"": 3, "A": 2, "A-1": 1, "A-1 B": 2, "C": 0} {
		if got := len(chosen(all, strings.Fields(names))); got != want {
			t.Errorf("%q: %d mutants, want %d", names, got, want)
		}
	}
}
