// Command make writes the dictionary of package dictionary from the texts in corpus, the same bytes every time:
//
//	go run ./dictionary/make > dictionary/parley-1.dict
package main

import (
	"os"

	"parley/dictionary"
	"parley/wire"
)

func main() {
	if len(os.Args) != 1 {
		os.Stderr.WriteString("usage: go run ./dictionary/make > dictionary/parley-1.dict\n")
		os.Exit(2)
	}
	os.Stdout.Write(wire.Marshal(build()))
}

// build returns a context for each language, one for what has no text, and one for what is long.
func build() *dictionary.File {
	f := &dictionary.File{Version: 1}
	for _, lang := range languages {
		f.Contexts = append(f.Contexts, textContext(lang))
	}
	f.Contexts = append(f.Contexts, actContext(), longContext())
	return f
}
