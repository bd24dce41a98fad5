package charter

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A writer makes the one canonical text: the mirror image of reader [CHR-12].
type writer struct {
	b      []byte
	indent int
	item   bool // the next line begins a list item
}

// put writes one line.
func (w *writer) put(s string) {
	pad := strings.Repeat(" ", w.indent)
	if w.item {
		pad = pad[:w.indent-2] + "- "
		w.item = false
	}
	w.b = append(w.b, pad+s+"\n"...)
}

func (w *writer) text(key, s string)       { w.put(key + ": " + quote(s)) }
func (w *writer) number(key string, n int) { w.put(key + ": " + strconv.Itoa(n)) }
func (w *writer) truth(key string, b bool) { w.put(key + ": " + strconv.FormatBool(b)) }

// section writes a key and, two columns further in, what inside writes.
func (w *writer) section(key string, inside func()) {
	w.put(key + ":")
	w.indent += 2
	inside()
	w.indent -= 2
}

// list writes a key and n items, or nothing where n is 0.
func (w *writer) list(key string, n int, each func(i int)) {
	if n == 0 {
		return
	}
	w.put(key + ":")
	w.indent += 4
	for i := range n {
		w.item = true
		each(i)
	}
	w.indent -= 4
}

// strings writes a list of strings.
func (w *writer) strings(key string, list []string) {
	w.list(key, len(list), func(i int) { w.put(quote(list[i])) })
}

// languages writes the values of a map by language, in ascending order of the language tags.
func (w *writer) languages(m map[string]string) {
	for _, lang := range slices.Sorted(maps.Keys(m)) {
		w.text(lang, m[lang])
	}
}
