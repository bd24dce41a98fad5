package main

import (
	"github.com/spf13/cobra"
)

func officerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "officer",
		Short: "Name the officers who write, release and read for this party, and their keys",
		Long: "Name the officers who write, release and read for this party under a charter, and their keys. Each change is a roster\n" +
			"act in the party's own record: signed by the root, or by as many administrators as the roster asks for, and by every\n" +
			"key that it adds. From the first act on, officers sign, and the operator keys of the sheet do not.",
		Example: "  parley officer key duty-1.key\n" +
			"  parley officer add duty-1 --dir north --post duty=watch,draft,release --key duty-1.key\n" +
			"  parley officer list --dir north",
		Args: noVerb,
		RunE: func(cmd *cobra.Command, _ []string) error { return noVerb(cmd, nil) },
	}
	cmd.AddCommand(officerKeyCommand(), officerPasskeyCommand(), officerAddCommand(), officerRekeyCommand(), officerChangeCommand(), officerRevokeCommand(),
		officerCompromisedCommand(), officerQuorumCommand(), officerSignCommand(), officerCheckCommand(), officerEnterCommand(), officerListCommand(), officerShowCommand())
	return cmd
}
