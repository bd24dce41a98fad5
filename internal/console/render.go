package console

import (
	"bytes"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
)

// templates are the pages, by language and name.
type templates struct {
	words map[string]*words
	pages map[string]map[string]*template.Template
}

// The templates that are no pages: what stands around every one, and what several share.
const (
	layoutName = "layout.html"
	partsName  = "parts" // and what begins so
)

// parseTemplates reads them once: they are files of the program.
var parseTemplates = sync.OnceValues(readTemplates)

func readTemplates() (*templates, error) {
	t := &templates{map[string]*words{}, map[string]map[string]*template.Template{}}
	for _, l := range Languages {
		w, err := loadWords(l.Tag)
		if err != nil {
			return nil, err
		}
		if err := t.add(w); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// add makes the pages of one language.
func (t *templates) add(w *words) error {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return err
	}
	t.words[w.lang], t.pages[w.lang] = w, map[string]*template.Template{}
	shared, err := template.New(layoutName).Funcs(w.functions()).ParseFS(files, "templates/"+layoutName, "templates/"+partsName+"*.html")
	if err != nil {
		return err
	}
	for _, name := range names {
		base := path.Base(name)
		if base == layoutName || strings.HasPrefix(base, partsName) {
			continue
		}
		page, err := template.Must(shared.Clone()).ParseFS(files, name)
		if err != nil {
			return err
		}
		t.pages[w.lang][strings.TrimSuffix(base, ".html")] = page
	}
	return nil
}

// functions are what templates call for words.
func (w *words) functions() template.FuncMap {
	return template.FuncMap{
		"t": w.say, "n": w.count, "word": w.choice, "when": w.when, "span": w.span, "markword": w.markword,
		"direction":  w.direction,
		"languages":  func() []Language { return Languages },
		"themes":     func() []string { return Themes },
		"navigation": func() [][]navEntry { return navigation },
		"styles":     func() []string { return styles },
		"scripts":    func() []string { return scripts },
		"has":        func(all []string, one string) bool { return slices.Contains(all, one) },
		"list":       func(a ...string) []string { return a },
		"join":       func(a []string) string { return strings.Join(a, ", ") },
		"rows":       func(key string, f Frame, rows []Waiting) waitingTable { return waitingTable{key, f, rows} },
		"moves":      func(ours bool, f Frame, list []Move, all int) moveList { return moveList{ours, f, list, all} },
	}
}

// A waitingTable is what the part of that name is drawn from. Key is the column that says with whom: from or to.
type waitingTable struct {
	Key  string
	Page Frame
	Rows []Waiting
}

// A moveList is what the part "moves" is drawn from.
type moveList struct {
	Ours  bool
	Frame Frame
	List  []Move
	All   int
}

// draw returns a page.
func (t *templates) draw(lang, name string, page any) ([]byte, error) {
	var b bytes.Buffer
	err := t.pages[lang][name].ExecuteTemplate(&b, layoutName, page)
	return b.Bytes(), err
}

// show sends a page with a status.
func (c *Console) show(w http.ResponseWriter, status int, lang, name string, page any) {
	b, err := c.drawn.draw(lang, name, page)
	if err != nil {
		c.cfg.Log.Error("a page cannot be drawn", "page", name, "error", err)
		http.Error(w, "500", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b)
}
