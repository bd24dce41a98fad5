package main

import (
	"fmt"

	"github.com/spf13/cobra"

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
	return cmd
}
