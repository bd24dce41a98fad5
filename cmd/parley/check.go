package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"parley/form"
)

func checkCommand() *cobra.Command {
	var d draft
	var from, charter string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check --dir DIR FORM [--set FIELD=VALUE] [--from-file FILE]",
		Short: "Render a message in a form as its readers would see it, with every note and warning",
		Long: "Render a message in a form as its readers would see it, and print every note and warning that the rules of the\n" +
			"charter raise. Nothing is signed and nothing is sent; a note or a warning would stop neither.",
		Example: "  parley check --dir north invitation --set level=duty --set reply_by=2026-12-01T12:00Z\n" +
			"  parley check --dir north invitation --from-file invitation.json --json",
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
			p, _, err := k.envelope(from, "routine", args[0])
			if err != nil {
				return err
			}
			flags, err := k.fill(cmd.Context(), p, &d)
			if err != nil {
				return err
			}
			f, out := form.Of(k.c, p.Form), cmd.OutOrStdout()
			if asJSON {
				return printChecked(cmd, f, p.Body, k.lang(), flags)
			}
			if k.Exercise {
				fmt.Fprintln(out, "EXERCISE EXERCISE EXERCISE")
			}
			fmt.Fprintln(out, visible(f.Show(k.lang(), p.Body)))
			printFlags(out, k.lang(), flags)
			return nil
		},
	}
	d.add(cmd, "from-file")
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
		v.Flags = append(v.Flags, checkedFlag{x.Rule, x.Level, x.Sentence[lang], x.Paragraph, x.Unchecked, x.Failed})
	}
	return printJSON(cmd.OutOrStdout(), v, true)
}
