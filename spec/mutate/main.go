// Command mutate removes, one at a time, code that a MUST of the spec names, and prints which test notices.
//
//	go run ./spec/mutate            every mutant of spec/mutants.txt
//	go run ./spec/mutate REC LINK-4 those of a chapter or of a requirement
//	go run ./spec/mutate -list FILE -run PATTERN -args WORDS
//	                                those of another list, for tests of that name only, with words of their own
//
// It is run in the module root. Each mutant is built in an overlay of the go command; no file of the tree is changed.
// The exit status is 1 when a mutant survives, when its old fragment does not stand exactly once in its file, when it
// does not compile, or when the tests fail without any mutant.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
)

func main() {
	flag.StringVar(&list, "list", list, "the mutants")
	flag.StringVar(&only, "run", "", "run only tests that match")
	flag.StringVar(&words, "args", "", "words for the tests, separated by spaces")
	flag.Parse()
	b, err := os.ReadFile(list)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
	all, err := parse(string(b))
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
	if !report(".", chosen(all, flag.Args())) {
		os.Exit(1)
	}
}

// chosen returns the mutants of the named chapters and requirements, all when none is named.
func chosen(all []mutant, names []string) []mutant {
	return slices.DeleteFunc(slices.Clone(all), func(m mutant) bool {
		return len(names) > 0 && !slices.Contains(names, m.chapter()) && !slices.Contains(names, m.Requirement)
	})
}

// report runs the mutants and prints one line for each; it returns whether every one was caught.
func report(root string, mutants []mutant) bool {
	ok, survived := sound(root, mutants), 0
	for _, m := range mutants {
		v, err := run(root, m)
		switch {
		case err != nil:
			v.by = err.Error()
		case !v.broken && !v.caught:
			v.by = "SURVIVED"
		case v.caught:
			v.by = "caught by " + v.by
		}
		if err != nil || !v.caught {
			ok = false
			survived++
		}
		fmt.Printf("%-8s %-26s %-60.60s %s\n", m.Requirement, m.File, m.Old+" => "+m.New, v.by)
	}
	fmt.Printf("%d mutants, %d not caught\n", len(mutants), survived)
	return ok && len(mutants) > 0
}

// sound reports whether the tests of every package pass without a mutant; otherwise no verdict would mean anything.
func sound(root string, mutants []mutant) bool {
	ok, done := true, map[string]bool{}
	for _, m := range mutants {
		if done[m.Package] {
			continue
		}
		done[m.Package] = true
		if v, err := test(root, m.Package); err != nil || v.caught || v.broken {
			fmt.Printf("%s fails without any mutant: %s %v\n", m.Package, v.by, err)
			ok = false
		}
	}
	return ok
}
