package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/procedure"
)

func proceduresCommand() *cobra.Command {
	return vocabularyCommand("procedures", "List the procedures of the charter, or the states and acts of one",
		"  parley procedures --dir north\n  parley procedures --dir north invite --json",
		func(c *charter.Charter, name string) (any, error) {
			out := []procedureView{}
			for i := range c.Procedures {
				if name == "" || c.Procedures[i].Name == name {
					out = append(out, viewOfProcedure(c, &c.Procedures[i]))
				}
			}
			if name != "" && len(out) == 0 {
				return nil, parley.Errorf(parley.CodeUsage, "the charter has no procedure %.40q; see: parley procedures", name)
			}
			return out, nil
		},
		func(w io.Writer, v any, one bool) {
			for _, p := range v.([]procedureView) {
				p.print(w, one)
			}
		})
}

// A procedureView is a procedure as procedures prints it.
type procedureView struct {
	Name     string      `json:"name"`
	Title    string      `json:"title"`
	Form     string      `json:"form"`
	Standing bool        `json:"standing"`
	Acts     []string    `json:"acts"` // in the order that decides between concurrent ones
	States   []stateView `json:"states"`
	Warnings []string    `json:"warnings"`
}

type stateView struct {
	Name   string     `json:"name"`
	Title  string     `json:"title"`
	End    bool       `json:"end"`
	Awaits []string   `json:"awaits"`
	Moves  []moveView `json:"moves"`
	Lapse  string     `json:"lapse"` // the state after the deadline, or empty
}

type moveView struct {
	Act   string `json:"act"`
	Role  string `json:"role"`
	Needs string `json:"needs"`
	To    string `json:"to"`
}

func viewOfProcedure(c *charter.Charter, p *charter.Procedure) procedureView {
	lang := spoken(c)
	v := procedureView{Name: p.Name, Title: p.Title[lang], Form: p.Form, Standing: p.Standing, Acts: []string{}, States: []stateView{}, Warnings: []string{}}
	for _, a := range p.Acts {
		v.Acts = append(v.Acts, a.Name)
	}
	for _, s := range p.States {
		x := stateView{Name: s.Name, Title: s.Title[lang], End: s.End, Awaits: append([]string{}, s.Awaits...), Moves: []moveView{}}
		for _, m := range s.Moves {
			x.Moves = append(x.Moves, moveView{m.Act, m.Role, m.Needs, m.To})
		}
		if s.Clock != nil {
			x.Lapse = s.Clock.To
		}
		v.States = append(v.States, x)
	}
	for _, w := range procedure.Lint(c) {
		if w.Procedure == p.Name {
			v.Warnings = append(v.Warnings, w.Sentence)
		}
	}
	return v
}

func (p procedureView) print(w io.Writer, whole bool) {
	fmt.Fprintf(w, "%-20s  %s\n", p.Name, oneLine(p.Title))
	if !whole {
		return
	}
	fmt.Fprintf(w, "  opens with the form %s\n", p.Form)
	for _, s := range p.States {
		end := ""
		if s.End {
			end = ", an end"
		} else if len(s.Awaits) > 0 {
			end = ", awaits " + strings.Join(s.Awaits, ", ")
		}
		fmt.Fprintf(w, "  %s: %s%s\n", s.Name, oneLine(s.Title), end)
		for _, m := range s.Moves {
			fmt.Fprintf(w, "    %s (%s of %s) leads to %s\n", m.Act, m.Needs, m.Role, m.To)
		}
		if s.Lapse != "" {
			fmt.Fprintf(w, "    when the time has passed: %s\n", s.Lapse)
		}
	}
	for _, s := range p.Warnings {
		fmt.Fprintf(w, "  warn: %s\n", oneLine(s))
	}
}
