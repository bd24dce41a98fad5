package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"parley"
)

func evidenceCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "evidence --dir DIR ID -o FILE",
		Short: "Write a file that proves a message to outsiders",
		Long: "Write a file that proves to outsiders what the records hold of a message. They check it with parley-verify and the\n" +
			"fingerprint of the charter, without this program and without trust in either party. It holds the text.",
		Example: "  parley evidence --dir north 4f0c66a1d2e3 -o note.evidence\n" +
			"  parley-verify --charter \"$(parley charter fingerprint charter.yaml)\" note.evidence",
		Args: arguments(1, 1, "one message id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if file == "" {
				return parley.Errorf(parley.CodeUsage, "name the new file with -o")
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			b, err := api.Evidence(cmd.Context(), args[0], who(""))
			if err != nil {
				return err
			}
			if err := writeBytes(file, b); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %d bytes\n", file, len(b))
			return err
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "new file for the evidence (required)")
	directoryFlag(cmd)
	return cmd
}
