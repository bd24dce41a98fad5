package parley_test

import (
	"fmt"
	"go/ast"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

var (
	testName = regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z][A-Za-z0-9]*\b`)
	goName   = regexp.MustCompile("`(parley|wire|charter|record|form|officer|link)\\.([A-Z][A-Za-z0-9]*)")
	mdLink   = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
)

// checkDocs reports what the documents name and the tree does not have: tests, exported Go names, linked paths.
func checkDocs(tr *tree, exists func(path string) bool) []string {
	tests, names := declared(tr)
	var faults []string
	for p, text := range tr.texts {
		if !strings.HasSuffix(p, ".md") {
			continue
		}
		for i, line := range strings.Split(text, "\n") {
			at := fmt.Sprintf("%s:%d: ", p, i+1)
			for _, t := range testName.FindAllString(line, -1) {
				if !tests[t] {
					faults = append(faults, at+"no test is called "+t)
				}
			}
			for _, m := range goName.FindAllStringSubmatch(line, -1) {
				if !names[m[1]+"."+m[2]] {
					faults = append(faults, at+"nothing is called "+m[1]+"."+m[2])
				}
			}
			for _, m := range mdLink.FindAllStringSubmatch(line, -1) {
				if target := path.Join(path.Dir(p), m[1]); !exists(target) {
					faults = append(faults, at+"there is no "+target)
				}
			}
		}
	}
	slices.Sort(faults)
	return faults
}

// declared returns the names of all tests and fuzz targets, and of what the top-level packages export, as "wire.Leaf".
func declared(tr *tree) (tests, names map[string]bool) {
	tests, names = map[string]bool{}, map[string]bool{}
	for _, f := range tr.files {
		for _, d := range f.ast.Decls {
			for _, id := range declares(d) {
				switch {
				case f.test && testName.MatchString(id):
					tests[id] = true
				case !f.test && slices.Contains(topLevel, f.dir):
					names[f.ast.Name.Name+"."+id] = true
				}
			}
		}
	}
	return tests, names
}

// declares returns the names at package level that d declares, methods left out.
func declares(d ast.Decl) []string {
	if fn, ok := d.(*ast.FuncDecl); ok {
		if fn.Recv != nil {
			return nil
		}
		return []string{fn.Name.Name}
	}
	var out []string
	for _, s := range d.(*ast.GenDecl).Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			out = append(out, s.Name.Name)
		case *ast.ValueSpec:
			for _, id := range s.Names {
				out = append(out, id.Name)
			}
		}
	}
	return out
}

// TestDocs holds that the documents name only what exists.
func TestDocs(t *testing.T) {
	exists := func(p string) bool { _, err := os.Stat(p); return err == nil }
	for _, fault := range checkDocs(readTree(t, os.DirFS(".")), exists) {
		t.Error(fault)
	}
}

func TestDocsPlanted(t *testing.T) {
	const test = "Te" + "st"
	for _, c := range []struct{ text, want string }{
		{"shown by " + test + "Known, see [x](wire/x_test.go) and `wire.Known`, [web](https://example.org/x), [here](#part)", ""},
		{"shown by " + test + "Unknown", "doc/x.md:1: no test is called " + test + "Unknown"},
		{"`wire.Unknown`", "doc/x.md:1: nothing is called wire.Unknown"},
		{"`wire." + test + "Known`", "doc/x.md:1: nothing is called wire." + test + "Known"},
		{"see [x](../nowhere.md#part)", "doc/x.md:1: there is no nowhere.md"},
	} {
		tr := readTree(t, fstest.MapFS{
			"doc/x.md":       {Data: []byte(c.text)},
			"wire/x.go":      {Data: []byte("package wire\n\nconst Known = 1\n")},
			"wire/x_test.go": {Data: []byte("package wire\n\nfunc " + test + "Known() {}\n")},
		})
		got := strings.Join(checkDocs(tr, func(p string) bool { return p == "doc/wire/x_test.go" }), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// The units that the operating page prints are those of the package.
func TestOperatingPrintsTheUnits(t *testing.T) {
	page, err := os.ReadFile("doc/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range []string{"parley@.service", "parley-agent@.service"} {
		text, err := os.ReadFile("packaging/" + unit)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(page), "```ini\n"+string(text)+"```\n") {
			t.Errorf("doc/operating.md prints another %s than packaging has", unit)
		}
	}
}
