package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"parley/internal/node"
	"parley/link"
)

func lineHistoryCommand() *cobra.Command {
	var asJSON bool
	var q node.LineQuery
	days := 7
	cmd := &cobra.Command{
		Use:   "history --dir DIR",
		Short: "Show day by day how both sides saw each line",
		Long: "Show for each day, in UTC, and each bearer for how long the line was in each state, as this side saw it and as the\n" +
			"other side told it. Each side tells the other at the end of its day, in a message that stands in both records; who\n" +
			"cosigned a head over it is named. What is missing to a day was not seen: the node was not running.",
		Example: "  parley line history --dir north --to south --days 30",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			all, err := api.LineHistory(cmd.Context(), q, days)
			if err != nil {
				return err
			}
			if asJSON {
				if all == nil {
					all = []node.LineDayView{}
				}
				return printJSON(cmd.OutOrStdout(), all, true)
			}
			return printHistory(cmd.OutOrStdout(), all)
		},
	}
	cmd.Flags().StringVar(&q.Party, "to", "", "the party at the other end; all lines without it")
	cmd.Flags().StringVar(&q.Charter, "charter", "", "charter, where the node has several: its id or the first digits of it")
	cmd.Flags().IntVar(&days, "days", days, "how many days, today included: 1 to 400")
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

func printHistory(w io.Writer, all []node.LineDayView) error {
	for _, d := range all {
		differ := "agreed"
		switch {
		case d.Ours == nil || d.Ours.Message == nil:
			differ = "not told yet"
		case d.Theirs == nil:
			differ = "not told by " + d.Party
		case len(d.Differ) > 0:
			differ = "the sides differ: " + strings.Join(d.Differ, ", ")
		}
		_, err := fmt.Fprintf(w, "%s  %-12s  %-6s  %s\n  ours    %s\n  theirs  %s\n", d.Day, d.Party, d.Bearer, differ, minutes(d.Ours), minutes(d.Theirs))
		if err != nil {
			return err
		}
	}
	return nil
}

// minutes lists the times of a day, in the order of states.
func minutes(v *node.LineMinutesView) string {
	if v == nil {
		return "nothing"
	}
	var words []string
	total := 0
	for _, s := range link.States {
		if m := v.Minutes[string(s)]; m > 0 {
			words = append(words, fmt.Sprintf("%s %d min", s, m))
			total += m
		}
	}
	if total < 1440 {
		words = append(words, fmt.Sprintf("not seen %d min", 1440-total))
	}
	line := strings.Join(words, ", ")
	if len(v.CosignedBy) > 0 {
		line += "; cosigned by " + strings.Join(v.CosignedBy, ", ")
	}
	return line
}
