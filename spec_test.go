package parley_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// chapters are the chapters of the spec with the letters of their requirements.
var chapters = map[string]string{
	"spec/1-wire.md":      "WIRE",
	"spec/2-charter.md":   "CHR",
	"spec/3-record.md":    "REC",
	"spec/4-link.md":      "LINK",
	"spec/5-form.md":      "FORM",
	"spec/6-procedure.md": "PROC",
	"spec/7-officer.md":   "OFF",
	"spec/8-narrow.md":    "NAR",
	"spec/9-courier.md":   "COU",
	"spec/10-overlap.md":  "OVL",
}

// requirementLine is a numbered requirement: "- [REC-7] A reader MUST ...".
var requirementLine = regexp.MustCompile(`^- \[([A-Z]+-[0-9]+)\] (.+)$`)

// citation names a requirement anywhere in a text, in brackets or not.
var citation = regexp.MustCompile(`\b(WIRE|CHR|REC|LINK|FORM|PROC|OFF|NAR|COU|OVL)-[0-9]+\b`)

// A requirement is one numbered line of a chapter.
type requirement struct {
	id, text, at string
	must         bool
}

// requirements returns the numbered lines of all chapters and what is wrong with their numbering.
func requirements(tr *tree) (all []requirement, faults []string) {
	first := map[string]string{}
	for _, path := range chapterPaths() {
		for i, line := range strings.Split(tr.texts[path], "\n") {
			at := fmt.Sprintf("%s:%d", path, i+1)
			m := requirementLine.FindStringSubmatch(line)
			if m == nil {
				if strings.Contains(line, "MUST") {
					faults = append(faults, at+": a MUST outside a numbered requirement")
				}
				continue
			}
			if !strings.HasPrefix(m[1], chapters[path]+"-") {
				faults = append(faults, fmt.Sprintf("%s: %s does not belong to this chapter", at, m[1]))
			}
			if before, twice := first[m[1]]; twice {
				faults = append(faults, fmt.Sprintf("%s: %s stands at %s already", at, m[1], before))
			}
			first[m[1]] = at
			all = append(all, requirement{m[1], m[2], at, strings.Contains(m[2], "MUST")})
		}
	}
	return all, faults
}

func chapterPaths() []string {
	var out []string
	for p := range chapters {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

// checkSpec reports chapters that are missing, numbers given twice, citations that point nowhere, and requirements
// with MUST that no test cites.
func checkSpec(tr *tree) []string {
	var faults []string
	for _, p := range chapterPaths() {
		if tr.texts[p] == "" {
			faults = append(faults, p+" is missing")
		}
	}
	all, numbering := requirements(tr)
	faults = append(faults, numbering...)
	known, cited := map[string]bool{}, map[string]bool{}
	for _, r := range all {
		known[r.id] = true
	}
	for path, text := range tr.texts {
		if !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".md") && !strings.HasSuffix(path, ".py") {
			continue
		}
		for i, line := range strings.Split(text, "\n") {
			for _, id := range citation.FindAllString(line, -1) {
				if !known[id] {
					faults = append(faults, fmt.Sprintf("%s:%d: %s is no requirement of the spec", path, i+1, id))
				}
				if strings.HasSuffix(path, "_test.go") {
					cited[id] = true
				}
			}
		}
	}
	for _, r := range all {
		if r.must && !cited[r.id] {
			faults = append(faults, fmt.Sprintf("%s: no test cites %s: %s", r.at, r.id, r.text))
		}
	}
	slices.Sort(faults)
	return faults
}

// TestSpec holds that the spec and the sources point to each other.
func TestSpec(t *testing.T) {
	for _, fault := range checkSpec(readTree(t, os.DirFS("."))) {
		t.Error(fault)
	}
}

// TestSpecPlanted plants one fault at a time in a small spec that is otherwise right.
func TestSpecPlanted(t *testing.T) {
	const wire, link = "WIR" + "E-1", "LIN" + "K-"
	right := func() map[string]string {
		return map[string]string{
			"spec/1-wire.md":      "# Wire\n\n- [" + wire + "] A reader MUST refuse it.\n",
			"spec/2-charter.md":   "# Charter\n",
			"spec/3-record.md":    "# Record\n",
			"spec/4-link.md":      "# Link\n\n- [" + link + "1] A frame is short.\n",
			"spec/5-form.md":      "# Form\n",
			"spec/6-procedure.md": "# Procedure\n",
			"spec/7-officer.md":   "# Officer\n",
			"spec/8-narrow.md":    "# Narrow\n",
			"spec/9-courier.md":   "# Courier\n",
			"spec/10-overlap.md":  "# Overlap\n",
			"wire/x_test.go":      "package wire\n\n// [" + wire + "] A reader MUST refuse it.\n",
			"link/x.go":           "package link\n\n// See [" + link + "1].\n",
		}
	}
	for _, c := range []struct{ name, path, text, want string }{
		{"nothing", "link/y.go", "package link\n", ""},
		{"a citation in Go", "link/y.go", "package link\n\n// [" + link + "2]\n", "link/y.go:3: " + link + "2 is no requirement"},
		{"a citation in prose", "doc/y.md", "see " + link + "9\n", "doc/y.md:1: " + link + "9 is no requirement"},
		{"a citation in Python", "spec/reader/y.py", "# [" + link + "3]\n", "spec/reader/y.py:1: " + link + "3 is no requirement"},
		{"a MUST without test", "wire/x_test.go", "package wire\n", "no test cites " + wire},
		{"a MUST cited only in code", "wire/x_test.go", "package wire\n\n// nothing\n", "no test cites " + wire},
		{"a number twice", "spec/4-link.md", "- [" + link + "1] A frame is short.\n- [" + link + "1] A frame is long.\n", "spec/4-link.md:2: " + link + "1 stands at spec/4-link.md:1"},
		{"a number of another chapter", "spec/4-link.md", "- [" + link + "1] Short.\n- [" + "RE" + "C-1] Long.\n", "does not belong to this chapter"},
		{"a MUST without number", "spec/3-record.md", "A log MUST grow.\n", "spec/3-record.md:1: a MUST outside"},
		{"a missing chapter", "spec/2-charter.md", "", "spec/2-charter.md is missing"},
	} {
		fsys := fstest.MapFS{}
		texts := right()
		texts[c.path] = c.text
		for p, s := range texts {
			fsys[p] = &fstest.MapFile{Data: []byte(s)}
		}
		got := strings.Join(checkSpec(readTree(t, fsys)), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
