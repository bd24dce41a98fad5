// Package charters holds the ready charters: whole charter texts between two invented parties, Northland and Southmark,
// whose places the parties of a draft take. Beside each stands a page for those who decide whether to sign one like it.
//
// A title may hold the word {parties}, for which the names of the parties stand in a draft. A ready charter has no role
// of the kind named, since nobody knows its parties yet.
package charters

import (
	"embed"
	"strings"
)

//go:embed *.yaml
var texts embed.FS

// Names returns the names of the ready charters in ascending order.
func Names() []string {
	entries, _ := texts.ReadDir(".")
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	return names
}

// Text returns the text of the ready charter with that name, or nil.
func Text(name string) []byte {
	b, _ := texts.ReadFile(name + ".yaml")
	return b
}
