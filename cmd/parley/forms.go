package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
)

func formsCommand() *cobra.Command {
	return vocabularyCommand("forms", "List the forms of the charter, or the fields and rules of one", "  parley forms --dir north\n  parley forms --dir north invitation --json",
		func(c *charter.Charter, name string) (any, error) {
			out := []formView{}
			for i := range c.Forms {
				if name == "" || c.Forms[i].Name == name {
					out = append(out, viewOfForm(c, &c.Forms[i]))
				}
			}
			if len(out) == 0 {
				return nil, parley.Errorf(parley.CodeUsage, "the charter has no form %.40q; see: parley forms", name)
			}
			return out, nil
		},
		func(w io.Writer, v any, one bool) {
			for _, f := range v.([]formView) {
				f.print(w, one)
			}
		})
}

// A formView is a form as forms prints it.
type formView struct {
	Name   string      `json:"name"`
	Title  string      `json:"title"`
	Short  string      `json:"short"`
	Fields []fieldView `json:"fields"`
	Rules  []ruleView  `json:"rules"`
}

type fieldView struct {
	Name     string      `json:"name"`
	Title    string      `json:"title"`
	Kind     string      `json:"kind"`
	Required bool        `json:"required"`
	Unit     string      `json:"unit"`
	Choices  []string    `json:"choices"`
	Columns  []fieldView `json:"columns"`
}

type ruleView struct {
	Name     string `json:"name"`
	Level    string `json:"level"`
	When     string `json:"when"`
	Sentence string `json:"sentence"`
}

func viewOfForm(c *charter.Charter, f *charter.Form) formView {
	lang := spoken(c)
	v := formView{Name: f.Name, Title: f.Title[lang], Fields: []fieldView{}, Rules: []ruleView{}}
	s := c.Schema(f.Name)
	if s == nil {
		return v
	}
	v.Short, v.Fields = s.Short, viewsOfFields(s.Fields, lang)
	for _, r := range s.Rules {
		v.Rules = append(v.Rules, ruleView{r.Name, r.Level, r.When, r.Sentence[lang]})
	}
	return v
}

func viewsOfFields(fields []charter.Field, lang string) []fieldView {
	out := []fieldView{}
	for _, f := range fields {
		v := fieldView{f.Name, f.Title[lang], f.Kind, f.Required, f.Unit, []string{}, viewsOfFields(f.Columns, lang)}
		for _, c := range f.Choices {
			v.Choices = append(v.Choices, c.Value)
		}
		out = append(out, v)
	}
	return out
}

func (f formView) print(w io.Writer, whole bool) {
	fmt.Fprintf(w, "%-20s  %s\n", f.Name, oneLine(f.Title))
	if !whole {
		return
	}
	printFields(w, "  ", f.Fields)
	for _, r := range f.Rules {
		fmt.Fprintf(w, "  %s: %s\n", r.Level, oneLine(r.Sentence))
	}
}

func printFields(w io.Writer, indent string, fields []fieldView) {
	for _, x := range fields {
		must := ""
		if x.Required {
			must = ", required"
		}
		if len(x.Choices) > 0 {
			must += ": " + strings.Join(x.Choices, ", ")
		}
		fmt.Fprintf(w, "%s%-18s  %s%s  %s\n", indent, x.Name, x.Kind, must, oneLine(x.Title))
		printFields(w, indent+"  ", x.Columns)
	}
}
