package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"parley/internal/node"
)

func charterShowCommand() *cobra.Command {
	var asJSON bool
	var name string
	cmd := &cobra.Command{
		Use:     "show --dir DIR",
		Short:   "Show the adopted charter: its id, fingerprint, parties and their record keys",
		Example: "  parley charter show --dir north\n  parley charter show --dir north --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			all, err := api.Charters(cmd.Context())
			if err != nil {
				return err
			}
			c, err := chooseCharter(all, name)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), c, true)
			}
			printCharter(cmd.OutOrStdout(), c)
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	charterFlag(cmd, &name)
	directoryFlag(cmd)
	return cmd
}

func printCharter(w io.Writer, c node.CharterView) {
	title := oneLine(c.Title)
	if c.Exercise {
		title = exerciseWord + "  " + title + "  " + exerciseWord
	}
	fmt.Fprintf(w, "%s\n\n", title)
	fmt.Fprintf(w, "charter      %s\nedition      %d\nfingerprint  %s\nsigned by    %s\n", c.ID, c.Edition, c.Fingerprint, strings.Join(c.SignedBy, ", "))
	if c.Recovering != nil {
		fmt.Fprintf(w, "recovering   since %s: no head of the own record is signed; see: parley recover\n", *c.Recovering)
	}
	for _, p := range c.Parties {
		fmt.Fprintf(w, "\n%s, %s\n", p.ID, oneLine(p.Name))
		if p.Leaves != nil {
			fmt.Fprintf(w, "  %s\n", leaving(p.ID, *p.Leaves))
		}
		for _, words := range p.Roots {
			fmt.Fprintf(w, "  %s\n", words)
		}
		fmt.Fprintf(w, "  root       %s\n  log        %s\n  cosigner   %s\n", p.Fingerprint, p.Log, p.Cosigner)
	}
}
