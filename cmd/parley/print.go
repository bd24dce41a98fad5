package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
	"parley/internal/paper"
)

func printCommand() *cobra.Command {
	var out paperFlags
	var proceeding bool
	cmd := &cobra.Command{
		Use:   "print --dir DIR ID -o FILE.pdf",
		Short: "Write a message, or the story of a proceeding, as a PDF to be printed",
		Long: "Write a message, or with --proceeding the story of a proceeding, as a PDF in black and white. Each page says what it is\n" +
			"of, its precedence, date-time group, handling and id, and its number among how many. The fonts are embedded; what they\n" +
			"cannot draw, and characters that act on what stands beside them, stand as [U+202E]. The same message gives the same\n" +
			"file as long as nothing was added to it. The journal keeps that it was printed.",
		Example: "  parley print --dir north 4f0c66a1d2e3 -o message.pdf\n  parley print --dir north --proceeding 4f0c66a1d2e3 -o talks.pdf --paper Letter",
		Args:    arguments(1, 1, "one id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := out.check(); err != nil {
				return err
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			drawn := messagePaper
			if proceeding {
				drawn = proceedingPaper
			}
			d, err := drawn(cmd.Context(), api, args[0])
			if err != nil {
				return err
			}
			if err := out.write(cmd.OutOrStdout(), d); err != nil {
				return err
			}
			return api.Note(cmd.Context(), who(""), "print", d.Kind+" "+d.ID)
		},
	}
	out.flags(cmd)
	cmd.Flags().BoolVar(&proceeding, "proceeding", false, "ID is that of a proceeding, or of any act of it")
	directoryFlag(cmd)
	return cmd
}

func messagePaper(ctx context.Context, api node.API, id string) (paper.Document, error) {
	m, err := api.Show(ctx, id)
	return paper.Message(m), err
}

func proceedingPaper(ctx context.Context, api node.API, id string) (paper.Document, error) {
	v, err := api.Proceeding(ctx, id)
	if err != nil {
		return paper.Document{}, err
	}
	c, err := api.Composer(ctx, v.Charter)
	return paper.Proceeding(v, c.Exercise), err
}

// paperFlags say to what file, and on what paper.
type paperFlags struct{ file, size string }

func (p *paperFlags) flags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&p.file, "output", "o", "", "new file for the PDF")
	cmd.Flags().StringVar(&p.size, "paper", string(paper.A4), "A4 or Letter")
}

func (p *paperFlags) check() error {
	if p.file == "" {
		return parley.Errorf(parley.CodeUsage, "name the new file with -o")
	}
	return nil
}

func (p *paperFlags) write(w io.Writer, d paper.Document) error {
	d.Size = paper.Size(p.size)
	b, err := paper.PDF(d)
	if err != nil {
		return err
	}
	if err := writeFile(p.file, func(f io.Writer) error { _, err := f.Write(b); return err }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s: %d bytes\n", p.file, len(b))
	return err
}
