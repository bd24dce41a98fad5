package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"parley/internal/node"
)

func clockCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "clock --dir DIR",
		Short: "Show the node's clock beside its record and the peers' clocks; accept it after a leap",
		Long: "Show the node's clock, how its next entry would be dated, and the clocks of the peers. Entries are never dated far\n" +
			"ahead of the last one and the time that has passed: after a leap, or a long stop with no peer whose clock agrees,\n" +
			"they are dated without it, until an officer accepts the clock.",
		Example: "  parley clock --dir north\n  parley clock accept --dir north",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, err := running(cmd)
			if err != nil {
				return err
			}
			defer api.Close()
			v, err := api.Clock(cmd.Context())
			if err != nil {
				return err
			}
			return printClock(cmd.OutOrStdout(), v, asJSON)
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	cmd.AddCommand(clockAcceptCommand())
	return cmd
}

func clockAcceptCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "accept --dir DIR",
		Short:   "Accept the clock as it is: entries are dated by it from now on",
		Example: "  parley clock accept --dir north",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, err := running(cmd)
			if err != nil {
				return err
			}
			defer api.Close()
			v, err := api.AcceptClock(cmd.Context(), who(""))
			if err != nil {
				return err
			}
			return printClock(cmd.OutOrStdout(), v, asJSON)
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

func printClock(w io.Writer, v node.ClockView, asJSON bool) error {
	if asJSON {
		return printJSON(w, v, true)
	}
	fmt.Fprintf(w, "clock         %s\n", v.Clock)
	if v.LastEntry != nil {
		fmt.Fprintf(w, "last entry    %s\n", *v.LastEntry)
	}
	fmt.Fprintf(w, "next entry    %s", v.NextEntry)
	if !v.Followed {
		fmt.Fprint(w, ", not by the clock; if the clock is right: parley clock accept")
	}
	fmt.Fprintln(w)
	for _, p := range v.Peers {
		if p.OffsetMs != nil {
			fmt.Fprintf(w, "%-12s  %+d ms\n", p.Party, *p.OffsetMs)
		}
	}
	return nil
}
