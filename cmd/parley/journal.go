package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
)

func journalCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "journal --dir DIR",
		Short:   "List what was done at this node, by whom and when",
		Example: "  parley journal --dir north\n  parley journal --dir north --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			all, err := api.Journal(cmd.Context())
			if err != nil {
				return err
			}
			if asJSON {
				if all == nil {
					all = []node.JournalView{}
				}
				return printJSON(cmd.OutOrStdout(), all, true)
			}
			for _, e := range all {
				fmt.Fprintf(cmd.OutOrStdout(), "%s  %-10s  %-8s  %-10s  %s\n", e.Time, oneLine(e.User), oneLine(e.Post), oneLine(e.Action), oneLine(e.Detail))
			}
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	cmd.AddCommand(journalVerifyCommand())
	return cmd
}

func journalVerifyCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify --dir DIR",
		Short: "Check the journal against the heads that the node signed over it",
		Long: "Recompute the tree of the journal from its entries, and hold every head that the node signed against it, and the\n" +
			"size of the last one as it is kept in the high-water directory. The first entry that was altered, removed or\n" +
			"inserted is named, or the entries between two heads among which it stands. The exit status is 1 where one is.\n" +
			"What was entered since the last head is covered by none; the node signs one at each start, stop and reading, and\n" +
			"every five minutes.",
		Example: "  parley journal verify --dir north\n  parley journal verify --dir north --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			v, err := api.VerifyJournal(cmd.Context())
			if err != nil {
				return err
			}
			if asJSON {
				err = printJSON(cmd.OutOrStdout(), v, true)
			} else {
				printJournalCheck(cmd.OutOrStdout(), v)
			}
			if err == nil && !v.OK {
				err = parley.Errorf(parley.CodeBadRecord, "the journal is not what was entered in it")
			}
			return err
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

func printJournalCheck(w io.Writer, v node.JournalCheckView) {
	for _, e := range v.Errors {
		fmt.Fprintln(w, oneLine(e))
	}
	if v.OK {
		fmt.Fprintf(w, "the journal holds: %d entries, a signed head over %d\n", v.Entries, v.Signed)
	}
}
