package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/accounts"
	"parley/internal/node"
)

// A listedView is a proceeding with what outsiders say beside its procedure, which is no part of it.
type listedView struct {
	node.ProceedingView
	Accounts []accounts.View `json:"accounts"`
}

func listedViews(all []node.ProceedingView, kept []accounts.View) []listedView {
	out := []listedView{}
	for _, p := range all {
		out = append(out, listedView{p, beside(kept, p.Procedure)})
	}
	return out
}

// besideThese picks the accounts beside the procedures of those listed, each once.
func besideThese(all []node.ProceedingView, kept []accounts.View) (out []accounts.View) {
	for _, v := range kept {
		if v.Procedure != nil && slices.ContainsFunc(all, func(p node.ProceedingView) bool { return p.Procedure == *v.Procedure }) {
			out = append(out, v)
		}
	}
	return out
}

func proceedingsCommand() *cobra.Command {
	var asJSON, ours, theirs, overdue bool
	var charter string
	cmd := &cobra.Command{
		Use:   "proceedings --dir DIR [--ours|--theirs|--overdue]",
		Short: "List proceedings: state, whose move, since and until when, and what is proved",
		Long: "List proceedings, the oldest first: state, whose move, since and until when, and what is proved. With --ours those\n" +
			"in which it is our move, with --theirs those in which it is another's alone, with --overdue those whose deadline has\n" +
			"passed. What is settled can't change any more, whatever else arrives; confirmed is what every other participant\n" +
			"vouches for; by rule is an outcome that a rule of the charter gives, and no proof. What outsiders say, as\n" +
			"parley accounts keeps it beside a procedure, stands after that, and is not proved.",
		Example: "  parley proceedings --dir north --ours\n  parley proceedings --dir north --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if ours && theirs {
				return parley.Errorf(parley.CodeUsage, "--ours and --theirs leave nothing to list")
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			all, err := api.Proceedings(cmd.Context(), charter)
			if err != nil {
				return err
			}
			if all, err = chosenProceedings(cmd, api, all, ours, theirs, overdue); err != nil {
				return err
			}
			kept, err := accountsNow(cmd)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), listedViews(all, kept), true)
			}
			for _, p := range all {
				printProceeding(cmd.OutOrStdout(), p)
			}
			printAccounts(cmd.OutOrStdout(), besideThese(all, kept))
			return nil
		},
	}
	fl := cmd.Flags()
	fl.BoolVar(&ours, "ours", false, "those in which it is our move")
	fl.BoolVar(&theirs, "theirs", false, "those in which it is the move of others alone")
	fl.BoolVar(&overdue, "overdue", false, "those whose deadline has passed")
	jsonFlag(cmd, &asJSON)
	charterFlag(cmd, &charter)
	directoryFlag(cmd)
	return cmd
}

func chosenProceedings(cmd *cobra.Command, api node.API, all []node.ProceedingView, ours, theirs, overdue bool) ([]node.ProceedingView, error) {
	if ours || theirs {
		b, err := api.Board(cmd.Context())
		if err != nil {
			return nil, err
		}
		chosen := map[string]bool{}
		for _, p := range map[bool][]node.ProceedingView{true: b.OurMove, false: b.TheirMove}[ours] {
			chosen[p.ID] = true
		}
		all = slices.DeleteFunc(all, func(p node.ProceedingView) bool { return !chosen[p.ID] })
	}
	if overdue {
		all = slices.DeleteFunc(all, func(p node.ProceedingView) bool {
			return p.Lapse != "elapsed" && p.Lapse != "not served" && p.Lapse != "final"
		})
	}
	return all, nil
}

// printProceeding prints one proceeding in one line.
func printProceeding(w io.Writer, p node.ProceedingView) {
	fmt.Fprintf(w, "%s  %s  %s since %s%s  %s\n", short(p.ID), oneLine(p.Title), p.State, dtgOf(p.Since), whoseMove(p), provedWords(p))
}

// whoseMove says whose move it is, and until when.
func whoseMove(p node.ProceedingView) string {
	s := ""
	if len(p.Turn) > 0 {
		s = "  move of " + strings.Join(p.Turn, ", ")
	}
	if p.Until != nil {
		s += "  until " + dtgOf(*p.Until)
	}
	return s
}

// provedWords says what is proved, and of a silence how far.
func provedWords(p node.ProceedingView) string {
	var words []string
	switch p.Lapse {
	case "unknown":
		words = append(words, "time runs from a receipt that is not here yet")
	case "elapsed":
		words = append(words, "elapsed, not proved")
	case "not served":
		words = append(words, "elapsed, not every party was served")
	case "final":
		words = append(words, "no answer, proved to "+dtgOf(*p.Until))
	}
	switch {
	case p.Proof == "by rule":
		words = append(words, "by rule, not by proof")
	case p.Proof == "none":
		words = append(words, "not settled")
	case p.Final:
		words = append(words, "final, "+p.Proof)
	default:
		words = append(words, p.Proof)
	}
	return strings.Join(words, "; ")
}
