package parley_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A tree is a source tree as the checks of this directory see it: every Go file parsed, every other text file by its
// path. The tests read it file by file, so that the test cache sees each file that a verdict rests on.
type tree struct {
	fset  *token.FileSet
	files []goFile
	texts map[string]string // every text file, Go included, by its slash-separated path
}

// A goFile is one parsed Go file.
type goFile struct {
	path string // slash-separated, from the module root
	dir  string // "." for the root
	test bool   // a _test.go file
	ast  *ast.File
}

// textNames are the files without a telling suffix that count as source.
var textNames = map[string]bool{"Makefile": true, "run": true, "LICENSE": true, ".gitignore": true, ".gitattributes": true}

// textSuffixes end the names of the files that count as source.
var textSuffixes = []string{".go", ".md", ".py", ".sh", ".sql", ".yaml", ".txtar", ".mod"}

func isText(name string) bool {
	for _, s := range textSuffixes {
		if strings.HasSuffix(name, s) {
			return true
		}
	}
	return textNames[name]
}

// readTree walks and parses fsys, leaving out directories of version control and of tools.
func readTree(t *testing.T, fsys fs.FS) *tree {
	t.Helper()
	tr := &tree{fset: token.NewFileSet(), texts: map[string]string{}}
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if p == ".git" || d.Name() == "node_modules" || d.Name() == "__pycache__" {
				return fs.SkipDir
			}
			return nil
		case !d.Type().IsRegular() || !isText(d.Name()):
			return nil
		}
		b, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		tr.texts[p] = string(b)
		if !strings.HasSuffix(p, ".go") {
			return nil
		}
		f, err := parser.ParseFile(tr.fset, p, b, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		tr.files = append(tr.files, goFile{path: p, dir: path.Dir(p), test: strings.HasSuffix(p, "_test.go"), ast: f})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// at returns "path:line" of a place in f.
func (tr *tree) at(f goFile, pos token.Pos) string {
	return f.path + ":" + strconv.Itoa(tr.fset.Position(pos).Line)
}

// importPath returns the import path of the package in dir.
func importPath(dir string) string {
	if dir == "." {
		return "parley"
	}
	return "parley/" + dir
}

// imports returns the import paths of f with the place of each.
func (f goFile) imports() map[string]token.Pos {
	out := map[string]token.Pos{}
	for _, s := range f.ast.Imports {
		p, _ := strconv.Unquote(s.Path.Value)
		out[p] = s.Pos()
	}
	return out
}

// localName returns the name by which f calls the imported package, or "" when f does not import it.
func (f goFile) localName(pkg string) string {
	for _, s := range f.ast.Imports {
		if p, _ := strconv.Unquote(s.Path.Value); p == pkg {
			if s.Name != nil {
				return s.Name.Name
			}
			return path.Base(pkg)
		}
	}
	return ""
}

// uses returns the places where f selects one of names from the package pkg.
func (f goFile) uses(pkg string, names ...string) []ast.Node {
	local := f.localName(pkg)
	if local == "" {
		return nil
	}
	var out []ast.Node
	ast.Inspect(f.ast, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := s.X.(*ast.Ident); ok && x.Name == local && slices.Contains(names, s.Sel.Name) {
			out = append(out, s)
		}
		return true
	})
	return out
}
