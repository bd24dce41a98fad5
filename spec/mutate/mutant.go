package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// list names the mutants, from the module root.
var list = "spec/mutants.txt"

// chapters holds, for the letters of each chapter's requirements, the chapter.
var chapters = map[string]string{
	"WIRE": "spec/1-wire.md",
	"CHR":  "spec/2-charter.md",
	"REC":  "spec/3-record.md",
	"LINK": "spec/4-link.md",
	"FORM": "spec/5-form.md",
	"PROC": "spec/6-procedure.md",
	"OFF":  "spec/7-officer.md",
	"NAR":  "spec/8-narrow.md",
	"COU":  "spec/9-courier.md",
	"OVL":  "spec/10-overlap.md",
}

// leastPerChapter is the number of mutants that each chapter has at least.
const leastPerChapter = 3

// A mutant replaces, in one file, the one place where Old stands by New, and so removes what a requirement asks for.
type mutant struct {
	Requirement string // WIRE-1
	File        string // from the module root
	Old, New    string
	Package     string // whose tests must notice, as an argument of go test
	Line        int    // in the list
}

// parse reads the list: five fields separated by tabs on each line; lines that are empty or begin with # are left out.
func parse(text string) ([]mutant, error) {
	var out []mutant
	for i, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 5 || f[0] == "" || f[1] == "" || f[2] == "" || f[4] == "" || f[2] == f[3] {
			return nil, fmt.Errorf("%s:%d: a line is requirement, file, old fragment, new fragment, package, separated by tabs", list, i+1)
		}
		out = append(out, mutant{f[0], f[1], f[2], f[3], f[4], i + 1})
	}
	return out, nil
}

// apply returns the text of m's file under root with the fragment replaced.
func (m mutant) apply(root string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(m.File)))
	if err != nil {
		return nil, err
	}
	if n := strings.Count(string(b), m.Old); n != 1 {
		return nil, fmt.Errorf("%s:%d: the old fragment stands %d times in %s, not once: %s", list, m.Line, n, m.File, m.Old)
	}
	return []byte(strings.Replace(string(b), m.Old, m.New, 1)), nil
}

// chapter returns the letters before the number of m's requirement.
func (m mutant) chapter() string {
	letters, _, _ := strings.Cut(m.Requirement, "-")
	return letters
}

// faults reports every line that does not apply, every requirement that its chapter does not have as a MUST, and every
// chapter with too few mutants.
func faults(root string, all []mutant) []string {
	var out []string
	count := map[string]int{}
	for _, m := range all {
		count[m.chapter()]++
		if _, err := m.apply(root); err != nil {
			out = append(out, err.Error())
		}
		b, _ := os.ReadFile(filepath.Join(root, chapters[m.chapter()]))
		if !hasMust(string(b), m.Requirement) {
			out = append(out, fmt.Sprintf("%s:%d: no chapter has a MUST numbered %s", list, m.Line, m.Requirement))
		}
	}
	for letters, path := range chapters {
		if n := count[letters]; n < leastPerChapter {
			out = append(out, fmt.Sprintf("%s: %s has %d mutants, fewer than %d", list, path, n, leastPerChapter))
		}
	}
	return out
}

// hasMust reports whether the chapter has a line "- [id] ..." with MUST.
func hasMust(chapter, id string) bool {
	for _, line := range strings.Split(chapter, "\n") {
		if strings.HasPrefix(line, "- ["+id+"] ") && strings.Contains(line, "MUST") {
			return true
		}
	}
	return false
}
