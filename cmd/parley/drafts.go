package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"parley/internal/node"
)

func draftsCommand() *cobra.Command {
	var all, asJSON bool
	cmd := &cobra.Command{
		Use:   "drafts --dir DIR [ID]",
		Short: "List the drafts: who signed each, what it lacks, and who could give it",
		Long: "List the open drafts, the oldest first: who signed each, what it lacks, and who could give it. With an ID, of at least 4\n" +
			"digits, one draft is shown whole, as the other side will read it.",
		Example: "  parley drafts --dir north\n  parley drafts --dir north 3fa1\n  parley drafts --dir north --all --json",
		Args:    arguments(0, 1, "at most one id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			out := cmd.OutOrStdout()
			if len(args) == 1 {
				d, err := api.ShowDraft(cmd.Context(), args[0])
				switch {
				case err != nil:
					return err
				case asJSON:
					return printJSON(out, d, true)
				}
				printDraft(out, d)
				return nil
			}
			list, err := api.Drafts(cmd.Context(), all)
			switch {
			case err != nil:
				return err
			case asJSON:
				return printJSON(out, list, true)
			}
			for _, d := range list {
				draftLine(out, d)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "also those that were released or cancelled, the last first")
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	cmd.AddCommand(draftsImportCommand())
	return cmd
}

// draftLine is one draft in one line, with what it waits for below it.
func draftLine(w io.Writer, d node.DraftView) {
	m := d.Message
	says := given(m.Subject)
	if says == "" && m.Text != nil {
		says = *m.Text
	}
	fmt.Fprintf(w, "%s  %-9s  %s to %s  %s\n", d.ID, d.State, strings.ToUpper(m.Precedence), strings.Join(m.To, ","), oneLine(says))
	for _, s := range draftWords(d) {
		fmt.Fprintf(w, "  %s\n", s)
	}
}

// printDraft prints a draft as the other side will read it, and below that what it lacks.
func printDraft(w io.Writer, d node.DraftView) {
	printMessage(w, d.Message)
	fmt.Fprintf(w, "\ndraft %s, %s, made %s by %s\n", d.ID, d.State, d.Made, oneLine(d.MadeBy))
	for _, s := range draftWords(d) {
		fmt.Fprintln(w, s)
	}
	fmt.Fprintf(w, "hash of the text: %s\n", d.TextHash)
}

// draftWords says who signed a draft, what decided on it, what it lacks and who could give it.
func draftWords(d node.DraftView) (out []string) {
	for _, s := range d.Signatures {
		out = append(out, fmt.Sprintf("signed by %s (%s)  %s", s.Officer, s.Act, s.At))
	}
	if d.Decided != nil {
		out = append(out, "decided by the proceeding "+*d.Decided)
	}
	if d.State == "outdated" {
		out = append(out, "the roster, the sheet or the edition changed: to be signed again by all")
	}
	if d.State == "open" {
		for _, s := range waitWords(d) {
			out = append(out, "waits for: "+oneLine(s))
		}
	}
	return out
}

// kept prints the id of a draft that is not released yet and says on errs what it waits for, or that of the message that it
// became.
func kept(w, errs io.Writer, d node.DraftView) error {
	err := outcome(w, d)
	if waits := (*errWaits)(nil); errors.As(err, &waits) {
		for _, s := range waitWords(d) {
			fmt.Fprintf(errs, "waits for: %s\n", oneLine(s))
		}
		return nil
	}
	return err
}
