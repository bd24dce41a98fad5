package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
)

func recoverCommand() *cobra.Command {
	var asJSON, goOn bool
	var d node.GoingOn
	cmd := &cobra.Command{
		Use:   "recover --dir DIR",
		Short: "Show whether the own record goes on, what came back and what was lost; decide to go on",
		Long: "Show whether the own record goes on. A node that finds its record older than what it had shown to others, or\n" +
			"cannot know that, signs no head until every other party has said what it holds of the record. Messages are\n" +
			"accepted, sent and received meanwhile, without receipts. Then everything that another party had recorded comes\n" +
			"back, and the rest is listed by id.\n\n" +
			"With --go-on the officer decides to go on without the answers that are missing. If a party that did not answer\n" +
			"holds entries that are not here, the record is then forked, which proves against this party and needs a new volume.",
		Example: "  parley recover --dir north\n  parley recover --dir north --go-on --reason 'south is unreachable until March'",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if d.Reason != "" && !goOn {
				return parley.Errorf(parley.CodeUsage, "--reason goes with --go-on")
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			var all []node.RecoveryView
			if goOn {
				d.Who = who("")
				v, err := api.GoOn(cmd.Context(), d)
				if err != nil {
					return err
				}
				all = append(all, v)
			} else if all, err = api.Recovery(cmd.Context()); err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), all, true)
			}
			for _, v := range all {
				printRecovery(cmd.OutOrStdout(), v)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&goOn, "go-on", false, "decide to go on without the answers that are missing")
	cmd.Flags().StringVar(&d.Reason, "reason", "", "why, for the journal")
	charterFlag(cmd, &d.Charter)
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

func printRecovery(w io.Writer, v node.RecoveryView) {
	fmt.Fprintf(w, "charter %s: the own record is %s, %d entries\n", v.Charter, v.State, v.Entries)
	if v.Since == nil {
		return
	}
	fmt.Fprintf(w, "  since         %s\n", *v.Since)
	if v.Why != nil {
		fmt.Fprintf(w, "  because       %s\n", oneLine(*v.Why))
	}
	if v.Ended != nil {
		fmt.Fprintf(w, "  recovered     %s\n", *v.Ended)
	}
	if v.Decision != nil {
		fmt.Fprintf(w, "  decided by    %s at %s: %s\n", oneLine(v.Decision.User), v.Decision.Time, oneLine(v.Decision.Reason))
	}
	for _, p := range v.Peers {
		printAnswer(w, p)
	}
	if v.Unheard > 0 {
		fmt.Fprintf(w, "  %d entries that were shown are here no more, and nobody who answered holds them\n", v.Unheard)
	}
	for _, l := range []struct {
		word string
		ids  []string
	}{{"back", v.Back}, {"wanted", v.Wanted}, {"lost", v.Lost}, {"moved", v.Moved}} {
		for _, id := range l.ids {
			fmt.Fprintf(w, "  %-12s  %s\n", l.word, id)
		}
	}
}

func printAnswer(w io.Writer, p node.AnswerView) {
	switch {
	case p.At == nil:
		fmt.Fprintf(w, "  %-12s  has not answered\n", p.Party)
	case !p.Answered:
		fmt.Fprintf(w, "  %-12s  says that it holds %d entries, and has not shown the head over them\n", p.Party, p.Entries)
	default:
		fmt.Fprintf(w, "  %-12s  holds %d entries\n", p.Party, p.Entries)
	}
}
