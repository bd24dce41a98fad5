package main

import (
	"github.com/spf13/cobra"
)

func partyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "party --dir DIR",
		Short: "Print the public half of this party: what it hands over before the first charter",
		Long: "Print the public half of this party: root key, recovery hash, posts, and the first sheet of its daily keys.\n" +
			"The other parties need this file to draft and to adopt a charter. Nothing in it is secret; hand it over in a way\n" +
			"by which it cannot be exchanged for another.",
		Example: "  parley party --dir north > north.yaml",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, _, err := configOf(cmd)
			if err != nil {
				return err
			}
			_, text, err := partyFileOf(dir)
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
	directoryFlag(cmd)
	return cmd
}
