package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"parley/form"
)

func checkCommand() *cobra.Command {
	var d draft
	var from, charter, as, lang string
	var asJSON, blank bool
	cmd := &cobra.Command{
		Use:   "check --dir DIR FORM [--set FIELD=VALUE] [--from-file FILE]",
		Short: "Render a message in a form as its readers would see it, with every note and warning",
		Long: "Render a message in a form as its readers would see it, and print every note and warning that the rules of the\n" +
			"charter raise, with the figures of the charter that its rule names. Nothing is signed and nothing is sent; a note or\n" +
			"a warning would stop neither. The file holds the fields as JSON or as numbered text, as parley read --as writes it;\n" +
			"--as writes what was read in the one or the other and no notes. --blank prints a numbered text to be filled in.",
		Example: "  parley check --dir north invitation --set level=duty --set reply_by=2026-12-01T12:00Z\n" +
			"  parley check --dir north invitation --from-file invitation.json --json\n" +
			"  parley check --dir north activity --blank --lang uk >notice.txt\n" +
			"  parley check --dir north activity --from-file notice.txt",
		Args: arguments(1, 1, "the name of one form"),
		RunE: func(cmd *cobra.Command, args []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			k, err := deskOf(cmd.Context(), api, charter)
			if err != nil {
				return err
			}
			if blank {
				b, err := form.Of(k.c, args[0]).Blank(languageOr(k.c, lang))
				if err == nil {
					_, err = cmd.OutOrStdout().Write(b)
				}
				return err
			}
			p, _, err := k.envelope(from, "routine", args[0])
			if err != nil {
				return err
			}
			flags, err := k.fill(cmd.Context(), p, &d)
			if err != nil {
				return err
			}
			f, out := form.Of(k.c, p.Form), cmd.OutOrStdout()
			if as != "" {
				return writeBody(out, f, p.Body, as, languageOr(k.c, lang), p.Exercise)
			}
			if asJSON {
				return printChecked(cmd, f, p.Body, k.lang(), flags)
			}
			if k.Exercise {
				fmt.Fprintln(out, "EXERCISE EXERCISE EXERCISE")
			}
			fmt.Fprintln(out, visible(f.Show(k.lang(), p.Body)))
			printFlags(out, k.lang(), flags)
			printFigures(out, flags)
			return nil
		},
	}
	d.add(cmd, "from-file")
	cmd.Flags().StringVar(&as, "as", "", "write what was read instead: numbered or json")
	cmd.Flags().BoolVar(&blank, "blank", false, "write a numbered text of the form to be filled in")
	cmd.Flags().StringVar(&lang, "lang", "", "language of --as numbered and --blank (default: English, else the first authentic one)")
	cmd.Flags().StringVar(&from, "from", "", "post that would send, where the party has several")
	jsonFlag(cmd, &asJSON)
	charterFlag(cmd, &charter)
	directoryFlag(cmd)
	return cmd
}

// A checkedFlag is a note or a warning as check prints it.
type checkedFlag struct {
	Rule      string   `json:"rule"`
	Level     string   `json:"level"`
	Sentence  string   `json:"sentence"`
	Paragraph string   `json:"paragraph"`
	Unchecked []string `json:"unchecked"`
	Failed    string   `json:"failed"`
	Figures   []figure `json:"figures"`
}

// A figure is a constant of the charter that the rule of a flag names.
type figure struct {
	Name  string `json:"name"`
	Value int    `json:"value"`
	Unit  string `json:"unit"`
}

func figuresOf(f form.Flag) []figure {
	out := []figure{}
	for _, k := range f.Figures {
		out = append(out, figure{k.Name, k.Value, k.Unit})
	}
	return out
}

// printFigures prints the figures of the charter that the rules of flags name, each once.
func printFigures(w io.Writer, flags []form.Flag) {
	seen := map[string]bool{}
	for _, f := range flags {
		for _, k := range f.Figures {
			if !seen[k.Name] {
				seen[k.Name] = true
				fmt.Fprintf(w, "figure: %s = %d %s\n", k.Name, k.Value, oneLine(k.Unit))
			}
		}
	}
}

func printChecked(cmd *cobra.Command, f *form.Form, raw []byte, lang string, flags []form.Flag) error {
	v := struct {
		Form  string          `json:"form"`
		Text  string          `json:"text"`
		Body  json.RawMessage `json:"body"`
		Flags []checkedFlag   `json:"flags"`
	}{Text: f.Show(lang, raw), Flags: []checkedFlag{}, Body: json.RawMessage("null")}
	v.Form = cmd.Flags().Arg(0)
	if f.Schema() != nil {
		b, err := f.Decode(raw)
		if err == nil {
			v.Body, err = f.JSON(b)
		}
		if err != nil {
			return err
		}
	}
	for _, x := range flags {
		if x.Unchecked == nil {
			x.Unchecked = []string{}
		}
		v.Flags = append(v.Flags, checkedFlag{x.Rule, x.Level, x.Sentence[lang], x.Paragraph, x.Unchecked, x.Failed, figuresOf(x)})
	}
	return printJSON(cmd.OutOrStdout(), v, true)
}
