package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/internal/keystore"
	"parley/internal/node"
)

func charterWithdrawCommand() *cobra.Command {
	var asJSON bool
	var name, root, from string
	cmd := &cobra.Command{
		Use:   "withdraw --dir DIR [--from DATE]",
		Short: "Leave a charter, with the notice that it asks for",
		Long: "Leave a charter: the root key signs a statement that this party leaves on a date, which goes into its record and to\n" +
			"every other party. Until then all goes on. From then on nothing is sent to this party or taken from it under the\n" +
			"charter, and its lines close; the others go on. Its record stays readable, and what was said before stays proved.\n" +
			"Nobody's consent is needed, and only a new edition that all sign undoes it. Without --from it is the earliest date.",
		Example: "  parley charter withdraw --dir north\n" +
			"  parley charter withdraw --dir north --from 2027-03-01 --root /media/stick/root.key",
		Args: arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := instant(from)
			if err != nil {
				return err
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
			draft, err := api.DraftWithdrawal(cmd.Context(), name, at)
			if err != nil {
				return err
			}
			statement, err := signWithdrawal(root, draft)
			if err != nil {
				return err
			}
			v, err := api.Withdraw(cmd.Context(), node.Withdrawing{Statement: statement, Who: who("")})
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), v, true)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s leaves on %s\nuntil then all goes on; the other parties are told\n", v.Party, dtgOf(v.From))
			return err
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "when: 2027-03-01, 2027-03-01T12:00:00Z, or 011200Z MAR 27 (default the earliest date that the charter lets)")
	cmd.Flags().StringVar(&root, "root", "", "file of the root key (default as parley init set it)")
	charterFlag(cmd, &name)
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

// signWithdrawal has the root key sign what the node drafted.
func signWithdrawal(file string, d node.WithdrawalDraft) ([]byte, error) {
	key, err := keystore.Read(file, passphraseFor(file))
	if err != nil {
		return nil, err
	}
	return charter.SignWithdrawal(key, &charter.Withdrawal{Charter: d.Charter, Edition: d.Edition, Party: d.Party, From: d.From})
}

// instant reads a date, a time, or a date-time group, in UTC; 0 for an empty text.
func instant(text string) (parley.Millis, error) {
	if text == "" {
		return 0, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339, "021504Z Jan 06"} {
		if t, err := time.Parse(layout, text); err == nil {
			return parley.MillisOf(t), nil
		}
	}
	return 0, parley.Errorf(parley.CodeUsage, "%.60q is no date; write 2027-03-01, 2027-03-01T12:00:00Z, or 011200Z MAR 27", text)
}

// dtgOf is the date-time group of a time as the API gives it.
func dtgOf(text string) string {
	at, err := parley.ParseMillis(text)
	if err != nil {
		return text
	}
	return at.DTG()
}

// leaving says when a party leaves, or left, as a line that follows others.
func leaving(party string, at string) string {
	if t := timeOf(at); !t.After(now()) {
		return party + " left on " + dtgOf(at)
	}
	return party + " leaves on " + dtgOf(at)
}
