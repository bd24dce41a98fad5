package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"parley"
)

func evidenceCommand() *cobra.Command {
	var file, against, charter, proceeding string
	cmd := &cobra.Command{
		Use:   "evidence --dir DIR {ID | --proceeding ID | --against PARTY} -o FILE",
		Short: "Write a file that proves a message, where a proceeding has come, or a fork, to outsiders",
		Long: "Write a file that proves to outsiders what the records hold of a message. They check it with parley-verify and the\n" +
			"fingerprint of the charter, without this program and without trust in either party. It holds the text.\n\n" +
			"With --proceeding ID, write what proves where a proceeding has come, a silence included, as far as it is settled: its\n" +
			"acts, and of each record what stands between them, of other messages no more than that they were entered.\n\n" +
			"With --against PARTY, write the first proof that was found against that party's record: that it signed two heads which\n" +
			"contradict each other, or leaves whose dates go back. parley record verify lists what is held. It holds no text.",
		Example: "  parley evidence --dir north 4f0c66a1d2e3 -o note.evidence\n" +
			"  parley evidence --dir north --against south -o fork.evidence\n" +
			"  parley-verify --charter \"$(parley charter fingerprint charter.yaml)\" note.evidence",
		Args: arguments(0, 1, "one message id, or --against PARTY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			named := len(args)
			for _, flag := range []string{against, proceeding} {
				if flag != "" {
					named++
				}
			}
			if named != 1 {
				return parley.Errorf(parley.CodeUsage, "name one of a message id, a proceeding with --proceeding, or a party with --against")
			}
			if file == "" {
				return parley.Errorf(parley.CodeUsage, "name the new file with -o")
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			var b []byte
			if proceeding != "" {
				b, err = api.Outcome(cmd.Context(), proceeding, who(""))
			} else if against != "" {
				b, err = api.Proof(cmd.Context(), charter, parley.PartyID(against), who(""))
			} else {
				b, err = api.Evidence(cmd.Context(), args[0], who(""))
			}
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
	cmd.Flags().StringVar(&against, "against", "", "party whose record there is a proof against")
	cmd.Flags().StringVar(&proceeding, "proceeding", "", "proceeding, or any act of it, to be proved")
	charterFlag(cmd, &charter)
	directoryFlag(cmd)
	return cmd
}
