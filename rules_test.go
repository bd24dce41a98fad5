package parley_test

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

// A rule reports each place of a tree that breaks it.
type rule struct {
	name  string
	check func(*tree) []string
}

var rules = []rule{
	{"imports", checkImports},
	{"pure", checkPurity},
	{"package comments", checkPackageComments},
	{"doc comments", checkDocComments},
	{"names", checkNames},
	{"unfinished", checkUnfinished},
	{"tests", checkTests},
}

// checkImports holds the import table.
func checkImports(tr *tree) []string {
	var faults []string
	for _, f := range tr.files {
		r, ok := table[f.dir]
		if !ok {
			faults = append(faults, f.dir+" is not in the import table ("+f.path+")")
			continue
		}
		allowed := strings.Fields(r.files)
		if f.test {
			allowed = append(allowed, strings.Fields(importPath(f.dir)+" "+r.tests+" "+anyTest)...)
		}
		for p, pos := range f.imports() {
			if !standard(p) && !slices.ContainsFunc(allowed, func(a string) bool { return covers(a, p) }) {
				faults = append(faults, fmt.Sprintf("%s: %s may not import %s", tr.at(f, pos), f.dir, p))
			}
		}
		for _, s := range f.ast.Imports {
			if s.Name != nil && s.Name.Name == "." {
				faults = append(faults, tr.at(f, s.Pos())+": a dot import")
			}
		}
	}
	return faults
}

// standard reports whether p belongs to the standard library: no dot in its first element, and not of this module.
func standard(p string) bool {
	first, _, _ := strings.Cut(p, "/")
	return first != "parley" && !strings.Contains(first, ".")
}

// covers reports whether the table's entry a admits the import p: a package of this module by its exact path, another
// module with all its packages.
func covers(a, p string) bool {
	return a == p || !strings.HasPrefix(a, "parley") && strings.HasPrefix(p, a+"/")
}

// impure are the standard packages through which a pure package would reach the world, with all below them.
var impure = []string{"os", "net", "log", "sync", "context", "math/rand", "crypto/rand", "syscall", "unsafe", "runtime", "plugin"}

// pureAll are packages below an impure one that only compute.
var pureAll = []string{"net/netip", "net/url"}

// clocks are the functions of package time that read a clock or wait for one.
var clocks = []string{"Now", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Since", "Until"}

// checkPurity holds that the top level has no I/O, no clock, no chance and no goroutine.
func checkPurity(tr *tree) []string {
	var faults []string
	for _, f := range tr.files {
		if f.test || !slices.Contains(topLevel, f.dir) {
			continue
		}
		for p, pos := range f.imports() {
			if slices.ContainsFunc(impure, func(a string) bool { return covers(a, p) }) && !slices.Contains(pureAll, p) {
				faults = append(faults, fmt.Sprintf("%s: imports %s", tr.at(f, pos), p))
			}
		}
		for _, n := range f.uses("time", clocks...) {
			faults = append(faults, fmt.Sprintf("%s: time.%s", tr.at(f, n.Pos()), n.(*ast.SelectorExpr).Sel.Name))
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok {
				faults = append(faults, tr.at(f, g.Pos())+": a go statement")
			}
			return true
		})
	}
	return faults
}

// checkPackageComments holds that every package says what it is, as "Package x ..." or "Command x ...".
func checkPackageComments(tr *tree) []string {
	documented := map[string]bool{}
	for _, f := range tr.files {
		if f.test {
			continue
		}
		begin := "Package " + f.ast.Name.Name + " "
		if f.ast.Name.Name == "main" {
			begin = "Command " + path.Base(f.dir) + " "
		}
		documented[f.dir] = documented[f.dir] || strings.HasPrefix(f.ast.Doc.Text(), begin)
	}
	var faults []string
	for dir, ok := range documented {
		if !ok {
			faults = append(faults, dir+" has no package comment that begins with Package or Command and its name")
		}
	}
	slices.Sort(faults)
	return faults
}

// checkDocComments holds that each exported name of the top level is documented.
func checkDocComments(tr *tree) []string {
	var faults []string
	for _, f := range tr.files {
		if f.test || !slices.Contains(topLevel, f.dir) {
			continue
		}
		for _, d := range f.ast.Decls {
			for _, id := range undocumented(d) {
				faults = append(faults, fmt.Sprintf("%s: %s has no doc comment", tr.at(f, id.Pos()), id.Name))
			}
		}
	}
	return faults
}

// undocumented returns the exported names that d declares without a comment. In a group, the comment of the group
// serves all its constants and variables, and a comment at the end of a line its own.
func undocumented(d ast.Decl) []*ast.Ident {
	if fn, ok := d.(*ast.FuncDecl); ok {
		if fn.Doc == nil && fn.Name.IsExported() && exportedReceiver(fn) {
			return []*ast.Ident{fn.Name}
		}
		return nil
	}
	g := d.(*ast.GenDecl)
	var out []*ast.Ident
	for _, s := range g.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && s.Doc == nil && (g.Doc == nil || g.Lparen.IsValid()) {
				out = append(out, s.Name)
			}
		case *ast.ValueSpec:
			for _, id := range s.Names {
				if id.IsExported() && g.Doc == nil && s.Doc == nil && s.Comment == nil {
					out = append(out, id)
				}
			}
		}
	}
	return out
}

// exportedReceiver reports whether fn is a function or a method of an exported type.
func exportedReceiver(fn *ast.FuncDecl) bool {
	if fn.Recv == nil {
		return true
	}
	t := fn.Recv.List[0].Type
	if p, ok := t.(*ast.StarExpr); ok {
		t = p.X
	}
	id, ok := t.(*ast.Ident)
	return !ok || id.IsExported()
}

// vague are names that say nothing about what a file or a package holds.
var vague = []string{"util", "utils", "common", "manager", "managers", "helper", "helpers", "misc"}

// checkNames holds that no file and no package has a vague name.
func checkNames(tr *tree) []string {
	var faults []string
	for _, f := range tr.files {
		base := strings.TrimSuffix(strings.TrimSuffix(f.path, ".go"), "_test")
		for _, word := range strings.FieldsFunc(base, func(r rune) bool { return r == '/' || r == '_' || r == '-' }) {
			if slices.Contains(vague, word) {
				faults = append(faults, f.path+": the name "+word+" says nothing")
			}
		}
	}
	return faults
}

// checkUnfinished holds that no source says of itself that it is not done.
func checkUnfinished(tr *tree) []string {
	marks := []string{"TO" + "DO", "FIX" + "ME", "XX" + "X:"}
	var faults []string
	for p, text := range tr.texts {
		for i, line := range strings.Split(text, "\n") {
			if slices.ContainsFunc(marks, func(m string) bool { return strings.Contains(line, m) }) {
				faults = append(faults, fmt.Sprintf("%s:%d: %s", p, i+1, strings.TrimSpace(line)))
			}
		}
	}
	slices.Sort(faults)
	return faults
}

// checkTests holds that no test waits by the clock and none leaves itself out. In a file that imports testing/synctest
// the clock is simulated, and time.Sleep there is how it is moved.
func checkTests(tr *tree) []string {
	var faults []string
	for _, f := range tr.files {
		if !f.test {
			continue
		}
		if f.localName("testing/synctest") == "" {
			for _, n := range f.uses("time", "Sleep") {
				faults = append(faults, tr.at(f, n.Pos())+": time.Sleep in a test")
			}
		}
		for _, s := range skips(f.ast) {
			faults = append(faults, fmt.Sprintf("%s: t.%s", tr.at(f, s.Pos()), s.Name))
		}
	}
	return faults
}

// skips returns the calls x.Skip(), x.Skipf() and x.SkipNow() of a file.
func skips(f *ast.File) []*ast.Ident {
	var out []*ast.Ident
	ast.Inspect(f, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if s, ok := c.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, s.Sel.Name) {
				out = append(out, s.Sel)
			}
		}
		return true
	})
	return out
}
