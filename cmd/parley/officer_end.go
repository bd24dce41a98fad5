package main

import (
	"encoding/hex"
	"strconv"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
	"parley/officer"
)

func officerRevokeCommand() *cobra.Command {
	var m actMaker
	cmd := &cobra.Command{
		Use:   "revoke OFFICER --dir DIR",
		Short: "End an officer for good: none of the officer's keys signs any more",
		Long: "End an officer for good: from the act's place on none of the officer's keys signs any more. What they signed before\n" +
			"stands. The id is never given again.",
		Example: "  parley officer revoke duty-1 --dir north\n  parley officer revoke duty-1 --dir north --sign chief.key --sign deputy.key",
		Args:    arguments(1, 1, "the officer's id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return m.make(cmd, func(node.API) ([]officer.Entry, []givenKey, error) {
				return []officer.Entry{&officer.Revoke{Officer: officer.ID(args[0])}}, nil, nil
			})
		},
	}
	m.flags(cmd)
	return cmd
}

func officerCompromisedCommand() *cobra.Command {
	var m actMaker
	var key, since string
	cmd := &cobra.Command{
		Use:   "compromised OFFICER --dir DIR --since TIME [--key KEY]",
		Short: "Declare that an officer's keys may have been in other hands",
		Long: "Declare that a key of an officer, or every one, may have been in other hands since a time. It signs no more from the\n" +
			"act's place on, and what it signed since that time is shown with a flag at both sides; nothing is undone.",
		Example: "  parley officer compromised duty-1 --dir north --since 2027-03-01T12:00:00Z\n" +
			"  parley officer compromised duty-1 --dir north --key 31c04a7a9be8d1f2 --since 2027-03-01 \\\n      --sign chief.key --sign deputy.key",
		Args: arguments(1, 1, "the officer's id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return m.make(cmd, func(node.API) ([]officer.Entry, []givenKey, error) {
				e := &officer.Compromised{Officer: officer.ID(args[0])}
				var err error
				if e.Since, err = instant(since); err != nil || e.Since == 0 {
					return nil, nil, parley.Wrap(err, parley.CodeUsage, "say with --since since when the key may have been in other hands")
				}
				if key != "" {
					kid, err := keyID(key)
					if err != nil {
						return nil, nil, err
					}
					e.Key = &kid
				}
				return []officer.Entry{e}, nil, nil
			})
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "id of the key, as parley officer show has it (default every key of the officer)")
	cmd.Flags().StringVar(&since, "since", "", "since when: 2027-03-01, 2027-03-01T12:00:00Z, or 011200Z MAR 27 (required)")
	m.flags(cmd)
	return cmd
}

func officerQuorumCommand() *cobra.Command {
	var m actMaker
	cmd := &cobra.Command{
		Use:   "quorum NUMBER --dir DIR",
		Short: "Say how many administrators sign an act that the root does not sign",
		Long: "Say how many administrators, 1 to 8, sign an act that the root does not sign; 2 where nothing was said. The root signs\n" +
			"it.",
		Example: "  parley officer quorum 3 --dir north",
		Args:    arguments(1, 1, "a number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			needed, err := strconv.ParseUint(args[0], 10, 8)
			if err != nil || needed == 0 || needed > officer.MaxQuorum {
				return parley.Errorf(parley.CodeUsage, "%.40q is no number of administrators, which is 1 to %d", args[0], officer.MaxQuorum)
			}
			return m.make(cmd, func(node.API) ([]officer.Entry, []givenKey, error) {
				return []officer.Entry{&officer.Quorum{Needed: needed}}, nil, nil
			})
		},
	}
	m.flags(cmd)
	return cmd
}

// keyID reads a key id as it is shown.
func keyID(text string) (id parley.KeyID, err error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(id) {
		return id, parley.Errorf(parley.CodeUsage, "%.40q is no id of a key, which has 16 hexadecimal digits", text)
	}
	return parley.KeyID(b), nil
}
