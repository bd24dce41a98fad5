package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"parley/internal/accounts"
	"parley/internal/node"
)

// A boardView is the board of a node with what outsiders say, which is no part of it.
type boardView struct {
	node.BoardView
	Accounts []accounts.View `json:"accounts"`
}

func boardCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "board --dir DIR",
		Short: "Show our move, their move, each line, and how long each has been silent",
		Long: "Show the proceedings in which it is our move, those in which it is another's, and the state of each line, with how\n" +
			"long each has been silent. The boards of two parties are mirror images as far as both hold the same.\n\n" +
			"What outsiders say, as parley accounts keeps it, stands after that, as accounts and not as proved.",
		Example: "  parley board --dir north\n  parley board --dir north --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			b, err := api.Board(cmd.Context())
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			kept, err := accountsNow(cmd)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(out, boardView{b, kept}, true)
			}
			for _, part := range []struct {
				title string
				list  []node.ProceedingView
			}{{"Our move", b.OurMove}, {"Their move", b.TheirMove}} {
				fmt.Fprintf(out, "%s: %d\n", part.title, len(part.list))
				for _, p := range part.list {
					fmt.Fprint(out, "  ")
					printProceeding(out, p)
				}
			}
			fmt.Fprintln(out, "Lines")
			for _, l := range b.Lines {
				printLine(out, l)
			}
			printAccounts(out, kept)
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}
