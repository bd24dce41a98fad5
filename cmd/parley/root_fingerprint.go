package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
)

func rootFingerprintCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fingerprint FILE",
		Short: "Print the fingerprint of the new root that a drafted statement names",
		Long: "Print the fingerprint of the new root that a drafted statement names: twelve groups of five digits. The party whose\n" +
			"root is replaced reads it out, on another channel, to each party that signs the statement.",
		Example: "  parley root fingerprint change.txt",
		Args:    arguments(1, 1, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			x, err := readRootText(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), charter.Fingerprint(parley.Sum(x.Root)))
			return err
		},
	}
	directoryFlag(cmd)
	return cmd
}
