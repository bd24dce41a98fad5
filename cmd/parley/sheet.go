package main

import (
	"github.com/spf13/cobra"
)

func sheetCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sheet",
		Short: "Replace the keys and addresses that this party's sheet names",
		Example: "  parley sheet new --dir north --rotate log\n" +
			"  parley sheet show --dir north",
		Args: noVerb,
		RunE: func(cmd *cobra.Command, _ []string) error { return noVerb(cmd, nil) },
	}
	cmd.AddCommand(sheetNewCommand(), sheetShowCommand(), sheetTakeCommand())
	return cmd
}
