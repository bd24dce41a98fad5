package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func eraseCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "erase --dir DIR ID --reason TEXT",
		Short: "Remove the text and the attachments of a message; its entries in the records stay",
		Long: "Remove the text and the attachments of a message from this node for good. An entry in the record says that they were\n" +
			"erased, and when; that and to whom it was sent, and its receipts, stay. Nothing is erased before it is settled on\n" +
			"both sides. A node erases by itself what is older than the charter's retention. Other parties keep their copies\n" +
			"until they erase them, and so do backups.",
		Example: "  parley erase --dir north 4f0c66a1d2e3 --reason \"personal data, no longer needed\"",
		Args:    arguments(1, 1, "one message id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			m, err := api.Erase(cmd.Context(), args[0], reason, who(""))
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n%s\n", m.ID, m.Marks[0])
			return err
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why it is erased, for the journal (required)")
	directoryFlag(cmd)
	return cmd
}
