package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"parley/charter"
	"parley/internal/paper"
)

func charterPrintCommand() *cobra.Command {
	var lang, name string
	var out paperFlags
	cmd := &cobra.Command{
		Use:   "print --dir DIR | FILE",
		Short: "Print a charter as articles and annexes",
		Long: "Print a charter as articles and annexes, from a file or as this node has adopted it. Nobody signs YAML.\n" +
			"With -o they are written as a PDF.",
		Example: "  parley charter print charter.yaml\n" +
			"  parley charter print --dir north --lang en\n" +
			"  parley charter print charter.yaml -o charter.pdf --paper Letter",
		Args: arguments(0, 1, "at most one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := charterToPrint(cmd, args, name)
			if err != nil {
				return err
			}
			if lang == "" {
				lang = c.Authentic[0]
			}
			text, err := c.Print(lang)
			if err != nil {
				return err
			}
			if out.file != "" {
				return out.write(cmd.OutOrStdout(), charterPaper(c, lang, text))
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), strings.TrimRight(visible(text), "\n"))
			return err
		},
	}
	out.flags(cmd)
	cmd.Flags().StringVar(&lang, "lang", "", "language (default the first authentic one)")
	charterFlag(cmd, &name)
	directoryFlag(cmd)
	return cmd
}

func charterToPrint(cmd *cobra.Command, args []string, name string) (*charter.Charter, error) {
	if len(args) == 1 {
		c, _, err := readCharter(args[0])
		return c, err
	}
	api, closeAPI, err := reachable(cmd)
	if err != nil {
		return nil, err
	}
	defer closeAPI()
	text, err := api.Edition(cmd.Context(), name)
	if err != nil {
		return nil, err
	}
	return charter.Parse(text)
}

// charterPaper is a charter as it is drawn. Its id is what both sides read to each other before they sign.
func charterPaper(c *charter.Charter, lang, text string) paper.Document {
	d := paper.Document{Kind: fmt.Sprintf("Charter, edition %d, fingerprint", c.Edition), ID: charter.Fingerprint(charter.EditionID(c.Encode())), Title: c.Title[lang], Lang: lang, Parts: []paper.Part{{Text: strings.TrimRight(text, "\n")}}}
	if c.Exercise {
		d.Exercise = exerciseWord
	}
	return d
}
