package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"parley/charter"
)

func charterFingerprintCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fingerprint FILE",
		Short: "Print the fingerprint of a charter: twelve groups of five digits",
		Long: "Print the fingerprint of a charter: twelve groups of five digits. The parties read it to one another by voice\n" +
			"before they sign, and outsiders give it to parley-verify.",
		Example: "  parley charter fingerprint charter.yaml",
		Args:    arguments(1, 1, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, text, err := readCharter(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), charter.Fingerprint(charter.EditionID(text)))
			return err
		},
	}
	directoryFlag(cmd)
	return cmd
}
