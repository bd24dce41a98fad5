package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/internal/node"
)

func showCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "show --dir DIR ID",
		Short:   "Show one message: text, receipts, attachments, its places in the records",
		Long:    "Show one message: text, receipts, attachments, its places in the records. ID may be its first 8 or more digits.",
		Example: "  parley show --dir north 4f0c66a1d2e3\n  parley show --dir north --json 4f0c66a1d2e3",
		Args:    arguments(1, 1, "one message id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			m, err := api.Show(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), m, true)
			}
			printMessage(cmd.OutOrStdout(), m)
			printCompared(cmd.OutOrStdout(), m.Compared)
			printReceipts(cmd.OutOrStdout(), m)
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

// printReceipts prints how far a message got and where it stands in the records.
func printReceipts(w io.Writer, m node.MessageView) {
	fmt.Fprintln(w)
	for _, party := range slices.Sorted(maps.Keys(m.Receipts)) {
		r := m.Receipts[party]
		for _, s := range []struct {
			step string
			at   *string
		}{{"recorded", r.Recorded}, {"opened", r.Opened}, {"acknowledged", r.Acknowledged}, {"answered", r.Answered}} {
			if s.at != nil {
				fmt.Fprintf(w, "%-12s by %s  %s\n", s.step, party, oneLine(*s.at))
			}
		}
		if r.Refused != nil {
			fmt.Fprintf(w, "%-12s by %s  %s  %s\n", "refused", party, r.Refused.Time, oneLine(r.Refused.Reason))
		}
		if r.Recorded == nil && r.Refused == nil {
			fmt.Fprintf(w, "%-12s by %s\n", "not recorded", party)
		}
	}
	for _, p := range m.Places {
		seen := "not yet seen by anyone"
		if len(p.SeenBy) > 0 {
			seen = "cosigned by " + strings.Join(p.SeenBy, ", ")
		}
		fmt.Fprintf(w, "place %d of %d in the record of %s  %s  %s by its clock  %s\n", p.Index, p.Size, p.Party, p.Kind, p.Date, seen)
	}
}
