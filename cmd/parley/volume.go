package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/keystore"
	"parley/internal/node"
	"parley/record"
)

func volumeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "volume",
		Short:   "End the own record and open a new volume of it",
		Example: "  parley volume open --dir north --reason 'the machine was set back to an older state'",
		Args:    noVerb,
		RunE:    func(cmd *cobra.Command, _ []string) error { return noVerb(cmd, nil) },
	}
	cmd.AddCommand(volumeOpenCommand())
	return cmd
}

func volumeOpenCommand() *cobra.Command {
	var asJSON bool
	var charter, reason, root string
	cmd := &cobra.Command{
		Use:   "open --dir DIR --reason TEXT",
		Short: "End the own record and open a new volume, after a fork or a loss",
		Long: "End the own record under a charter and open a new volume of it: the root key signs a statement that names the last\n" +
			"heads and the reason, and every other party is shown it. Messages without a receipt are entered again. Nothing of\n" +
			"the volume before is lost or forgiven: proofs against it stand.",
		Example: "  parley volume open --dir north --reason 'the machine was set back to an older state'\n" +
			"  parley volume open --dir north --reason 'two records after a restore' --root /media/stick/root.key",
		Args: arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if reason == "" {
				return parley.Errorf(parley.CodeUsage, "give the reason with --reason: the statement names it, and every party reads it")
			}
			_, cfg, err := configOf(cmd)
			if err != nil {
				return err
			}
			if root == "" {
				root = cfg.RootKey()
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			draft, err := api.DraftVolume(cmd.Context(), charter, reason)
			if err != nil {
				return err
			}
			statement, err := signVolume(root, draft)
			if err != nil {
				return err
			}
			v, err := api.OpenVolume(cmd.Context(), node.VolumeOpening{Statement: statement, Who: who("")})
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), v, true)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is open\nentered again: %d messages and receipts\n", v.Origin, v.Entered)
			return err
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why the volume before ends, in one line that every party reads")
	cmd.Flags().StringVar(&root, "root", "", "file of the root key (default as parley init set it)")
	charterFlag(cmd, &charter)
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

// signVolume has the root key sign what the node drafted.
func signVolume(file string, d node.VolumeDraft) ([]byte, error) {
	key, err := keystore.Read(file, passphraseFor(file))
	if err != nil {
		return nil, err
	}
	v := &record.Volume{Charter: d.Charter, Party: d.Party, Number: d.Number, Reason: d.Reason}
	for _, h := range d.Heads {
		v.Heads = append(v.Heads, record.HeadAt(h))
	}
	return record.SignVolume(key, v)
}
