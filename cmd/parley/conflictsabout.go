package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"parley/internal/node"
)

// printAbout prints the proceedings about two notices, one a line, and where it is nobody's move in any, what opens one.
func printAbout(w io.Writer, c node.ConflictView) {
	moving := false
	for _, p := range c.Proceedings {
		moving = moving || len(p.Turn) > 0
		fmt.Fprintf(w, "  %s\n", aboutLine(p))
	}
	if !moving && c.Opening != nil {
		fmt.Fprintf(w, "  no proceeding is open about the two; to open one: %s\n", openingCommand(c))
	}
}

// aboutLine is a proceeding with its state and whose move it is.
func aboutLine(p node.ProceedingView) string {
	s := fmt.Sprintf("%s  %s, %s, %s", short(p.ID), oneLine(p.Title), p.State, turnWords(p))
	if p.Until != nil {
		until := dtgOf(*p.Until)
		p.Until = &until // what is proved is said by the minute as well
		s += ", until " + until
	}
	return s + ", " + provedWords(p)
}

func turnWords(p node.ProceedingView) string {
	if len(p.Turn) == 0 {
		return "nobody's move"
	}
	return "move of " + strings.Join(p.Turn, " or ")
}

// openingCommand is the verb that opens a proceeding about two notices.
func openingCommand(c node.ConflictView) string {
	o := c.Opening
	s := fmt.Sprintf("parley propose --charter %s %s --to %s", short(c.Charter), o.Procedure, strings.Join(o.To, ","))
	for _, field := range slices.Sorted(maps.Keys(o.Set)) {
		s += fmt.Sprintf(" --set %s=%s", field, o.Set[field])
	}
	for _, field := range o.Needs {
		s += " --set " + field + "=..."
	}
	return s
}
