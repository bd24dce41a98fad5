package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"parley/charter"
	"parley/internal/node"
)

func sheetTakeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "take --dir DIR FILE",
		Short: "Learn another party's new sheet from its party file, where the line can't bring it",
		Long: "Learn another party's newest sheet from its party file (parley party), handed over by another channel. A new sheet\n" +
			"comes over the line by itself, with one exception: where both sides have replaced their link keys while the line was\n" +
			"down, neither knows the key that the other now shows. Then one of the two takes the other's sheet in this way. The\n" +
			"sheet counts because the other's root has signed it, whoever hands it over.",
		Example: "  parley sheet take --dir north south.yaml",
		Args:    arguments(1, 1, "the party file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := readFile(args[0], maxSignatureFile)
			if err != nil {
				return err
			}
			pf, err := charter.ParsePartyFile(b)
			if err != nil {
				return err
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			v, err := api.TakeSheet(cmd.Context(), node.Replacement{PartyFile: b, Who: who("")})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "sheet %d of %s is held\n", v.Number, pf.Party)
			return err
		},
	}
	directoryFlag(cmd)
	return cmd
}
