package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"parley/internal/accounts"
	"parley/internal/node"
)

// A storyView is the story of a proceeding with what outsiders say beside its procedure, which is no part of it.
type storyView struct {
	node.ProceedingStory
	Accounts []accounts.View `json:"accounts"`
}

func proceedingCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "proceeding --dir DIR ID",
		Short: "Show the whole story of a proceeding: every act and what it is worth, and what is missing",
		Long: "Show the whole story of a proceeding: every act in the order that counts and what it is worth, acts that crossed or\n" +
			"came late, deadlines that lapsed, and which records have to come before more is proved. ID is that of the proceeding\n" +
			"or of any act of it.",
		Example: "  parley proceeding --dir north 4f0c66a1d2e3\n  parley proceeding --dir north 4f0c66a1d2e3 --json",
		Args:    arguments(1, 1, "one id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			v, err := api.Proceeding(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			kept, err := accountsNow(cmd)
			if err != nil {
				return err
			}
			kept = beside(kept, v.Procedure)
			if asJSON {
				return printJSON(cmd.OutOrStdout(), storyView{v, kept}, true)
			}
			printStory(cmd.OutOrStdout(), v)
			printAccounts(cmd.OutOrStdout(), kept)
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

func printStory(w io.Writer, v node.ProceedingStory) {
	fmt.Fprintf(w, "%s\n%s\n", oneLine(v.Title), v.ID)
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "  %-12s  %s\n", name, oneLine(value))
		}
	}
	row("caution", given(v.Caution))
	row("between", strings.Join(v.Participants, ", "))
	row("state", v.State+" ("+v.StateTitle+") since "+dtgOf(v.Since))
	row("move of", strings.Join(v.Turn, ", "))
	if v.Until != nil {
		row("until", dtgOf(*v.Until))
	}
	row("proved", provedWords(v.ProceedingView))
	row("not served", strings.Join(v.NotServed, ", "))
	row("contested by", strings.Join(v.Contested, ", "))
	row("holding", strings.Join(v.Holding, ", "))
	row("disputed", strings.Join(v.Disputed, ", "))
	row("we may", strings.Join(v.ActsAllowed, ", "))
	for _, e := range v.Entries {
		printAct(w, e)
	}
	for _, e := range v.Aside {
		printAct(w, e)
	}
	for _, q := range v.Questions {
		if q.Status != "" || len(v.Found) == 0 {
			row("question "+q.ID, q.Status+" "+q.By)
		}
	}
	for _, f := range v.Found {
		row("found "+f.Question, foundWords(f))
	}
	for _, c := range v.Conditions {
		row("condition", conditionWords(c))
	}
	for _, c := range v.ConditionFor {
		row("awaited by", short(c.Of)+": "+conditionWords(c))
	}
	for _, a := range v.Agreed {
		row("agreed", short(a.Text)+" by "+strings.Join(a.Parties, ", "))
	}
	for _, x := range v.Waits {
		if x.Act != nil {
			row("waits for", "the record of "+x.Party+", until it has "+short(*x.Act))
		} else if x.Until != nil {
			row("waits for", "the record of "+x.Party+", until it is past "+dtgOf(*x.Until))
		}
	}
	for _, m := range v.Missing {
		row("missing", short(m.Act)+" of "+m.Party)
	}
}

func printAct(w io.Writer, e node.ActView) {
	fmt.Fprintf(w, "%s  ", dtgOf(e.Date))
	if e.Act == nil {
		fmt.Fprint(w, "the deadline passed")
	} else {
		fmt.Fprintf(w, "%s  %s: %s", short(*e.Act), e.Author, oneLine(e.Name))
	}
	fmt.Fprintf(w, "  %s", e.Standing)
	if e.From != e.To && e.Standing == "in effect" {
		fmt.Fprintf(w, ", now %s", e.To)
	}
	switch {
	case e.Confirmed:
		fmt.Fprint(w, ", confirmed")
	case e.Settled:
		fmt.Fprint(w, ", settled")
	}
	if e.ByRule {
		fmt.Fprint(w, ", by rule")
	}
	fmt.Fprintln(w)
	if e.Why != "" {
		fmt.Fprintf(w, "    %s\n", oneLine(e.Why))
	}
	if len(e.Unseen) > 0 {
		fmt.Fprintf(w, "    signed without sight of %d acts\n", len(e.Unseen))
	}
	if e.Text != nil {
		for _, line := range strings.Split(visible(*e.Text), "\n") {
			fmt.Fprintf(w, "    %s\n", line)
		}
	}
}
