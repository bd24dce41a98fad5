package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"parley/internal/node"
)

func lineTestCommand() *cobra.Command {
	var asJSON bool
	var q node.LineQuery
	timeout := 30 * time.Second
	cmd := &cobra.Command{
		Use:   "test --dir DIR --to PARTY",
		Short: "Send a line test now and wait for the answer of the other node",
		Long: "Send a line test now, outside the schedule, and wait for the answer of the other node. There are two results, which\n" +
			"are never the same thing: the node answered, by itself; and an officer read it, which an acknowledgement shows. Then it\n" +
			"says of each bearer of the line within its hours of contact, the back-up included, whether the node answered over it.",

		Example: "  parley line test --dir north --to south",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, err := running(cmd)
			if err != nil {
				return err
			}
			defer api.Close()
			v, err := api.TestLine(cmd.Context(), q, who(""))
			if err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), timeout)
			defer cancel()
			waited := api.Wait(ctx, v.ID, "answered")
			if v, err = api.LineTest(cmd.Context(), v.ID); err != nil {
				return err
			}
			if asJSON {
				err = printJSON(cmd.OutOrStdout(), v, true)
			} else if err = printTest(cmd.OutOrStdout(), v); err == nil {
				err = printBearerTests(ctx, cmd.OutOrStdout(), api, v.Party)
			}
			if waited != nil {
				return waited
			}
			return err
		},
	}
	cmd.Flags().StringVar(&q.Party, "to", "", "the party at the other end; needed where there are several")
	cmd.Flags().StringVar(&q.Charter, "charter", "", "charter, where the node has several: its id or the first digits of it")
	cmd.Flags().DurationVar(&timeout, "timeout", timeout, "how long to wait for the answer")
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

func printTest(w io.Writer, v node.LineTestView) error {
	_, err := fmt.Fprintf(w, "line test by %s, sent %s to %s on %s\n  answered by the node  %s\n  read by an officer    %s\n",
		v.By, v.Time, v.Party, v.Bearer, orNotYet(v.AnsweredByNode), orNotYet(v.ReadByOfficer))
	return err
}

// printBearerTests waits until every bearer that is tested has answered, or ctx ends, and says how each did.
func printBearerTests(ctx context.Context, out io.Writer, api node.API, party string) error {
	again := time.NewTicker(200 * time.Millisecond)
	defer again.Stop()
	for {
		lines, err := api.Lines(context.WithoutCancel(ctx))
		if err != nil {
			return err
		}
		i := slices.IndexFunc(lines, func(l node.LineView) bool { return l.Party == party })
		if i < 0 {
			return nil
		}
		text, waits := bearerTests(lines[i].Bearers)
		if !waits || ctx.Err() != nil {
			_, err := io.WriteString(out, text)
			return err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
		}
	}
}

// bearerTests says how each bearer did in its last test; waits says that one has not answered.
func bearerTests(bearers []node.BearerView) (text string, waits bool) {
	for _, b := range bearers {
		words := "not answered"
		switch {
		case b.State == "outside-hours" || b.Tested == nil:
			words = "not tested: " + b.State
		case b.TestAnswered != nil && *b.TestAnswered >= *b.Tested && b.RTTMs != nil:
			words = fmt.Sprintf("answered, round trip %d ms", *b.RTTMs)
		default:
			waits = true
		}
		text += fmt.Sprintf("  over %-16s  %s\n", b.Name, words)
	}
	return text, waits
}

func orNotYet(at *string) string {
	if at == nil {
		return "not yet"
	}
	return *at
}
