package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"parley/internal/control"
	"parley/internal/node"
)

func eventsCommand() *cobra.Command {
	var asJSON, follow bool
	cmd := &cobra.Command{
		Use:   "events --dir DIR",
		Short: "List the alarms since the node started",
		Long: "List what an officer must learn of: the alarms since the node started, at most the last 256. The same alarm again\n" +
			"is listed once, with the time of the last and how many there were.",
		Example: "  parley events --dir north\n  parley events --dir north --follow",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, err := running(cmd)
			if err != nil {
				return err
			}
			defer api.Close()
			if follow {
				return followEvents(cmd.Context(), cmd.OutOrStdout(), api, asJSON)
			}
			all, err := api.Events(cmd.Context())
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), all, true)
			}
			return printEvents(cmd.OutOrStdout(), all, false)
		},
	}
	jsonFlag(cmd, &asJSON)
	cmd.Flags().BoolVar(&follow, "follow", false, "go on with each new alarm, until interrupted")
	directoryFlag(cmd)
	return cmd
}

// followEvents prints the alarms, then looks for new ones once a second.
func followEvents(ctx context.Context, w io.Writer, api *control.Client, asJSON bool) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	ticks := time.NewTicker(time.Second)
	defer ticks.Stop()
	for seen := uint64(0); ; {
		all, err := api.Events(ctx)
		if err != nil && ctx.Err() == nil {
			return err
		}
		var fresh []node.EventView
		for _, e := range all {
			if e.Seq > seen {
				fresh = append(fresh, e)
				seen = e.Seq
			}
		}
		if err := printEvents(w, fresh, asJSON); err != nil {
			return err
		}
		select {
		case <-ticks.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// printEvents prints one event a line.
func printEvents(w io.Writer, all []node.EventView, asJSON bool) error {
	for _, e := range all {
		if asJSON {
			if err := printJSON(w, e, false); err != nil {
				return err
			}
			continue
		}
		times := ""
		if e.Count > 1 {
			times = fmt.Sprintf(" (%d times)", e.Count)
		}
		if _, err := fmt.Fprintf(w, "%s  %-10s  %-12s  %s%s\n", e.Time, e.Kind, oneLine(given(e.Party)), oneLine(e.Sentence), times); err != nil {
			return err
		}
	}
	return nil
}
