package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
)

func noticesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "notices",
		Short:   "See who will be where",
		Example: "  parley notices active --dir north --next 24h",
		Args:    noVerb,
		RunE:    func(cmd *cobra.Command, _ []string) error { return noVerb(cmd, nil) },
	}
	cmd.AddCommand(noticesActiveCommand())
	return cmd
}

func noticesActiveCommand() *cobra.Command {
	var asJSON, atNow bool
	var next string
	var q node.ActiveQuery
	cmd := &cobra.Command{
		Use:   "active --dir DIR [--now|--next TIME]",
		Short: "List the notices that stand now, or in the time to come, as amended and extended",
		Long: "List the notices that stand at this moment, or with --next at some time of the minutes, hours or days to come: by whom,\n" +
			"when, how high and where, as later messages amended or extended them. What was cancelled is not among them.",
		Example: "  parley notices active --dir north\n  parley notices active --dir north --next 24h\n  parley notices active --dir north --next 42d --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if atNow && next != "" {
				return parley.Errorf(parley.CodeUsage, "--now and --next are two different questions; give one of them")
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			if next != "" {
				ahead, err := aheadOf(next)
				if err != nil {
					return err
				}
				q.From = parley.MillisOf(now())
				q.Until = q.From + parley.Millis(ahead.Milliseconds())
			}
			q.Who = who("")
			v, err := api.ActiveNotices(cmd.Context(), q)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), v, true)
			}
			for _, n := range v.Notices {
				line := noticeLine(n)
				if n.Conflicts > 0 {
					line += fmt.Sprintf("  conflicts: %d", n.Conflicts)
				}
				fmt.Fprintln(cmd.OutOrStdout(), line)
			}
			printLeft(cmd.ErrOrStderr(), v.Left, v.More)
			return nil
		},
	}
	cmd.Flags().BoolVar(&atNow, "now", false, "at this moment (the default)")
	cmd.Flags().StringVar(&next, "next", "", "from now on for so long: 90m, 24h, 42d")
	cmd.Flags().StringVar(&q.Party, "party", "", "those of this party")
	cmd.Flags().StringVar(&q.Form, "form", "", "those in this form")
	jsonFlag(cmd, &asJSON)
	charterFlag(cmd, &q.Charter)
	directoryFlag(cmd)
	return cmd
}

// aheadOf reads a time to come: whole minutes, hours or days, at most ten years.
func aheadOf(s string) (time.Duration, error) {
	units := map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}
	for word, unit := range units {
		number, ok := strings.CutSuffix(s, word)
		n, err := strconv.Atoi(number)
		if most := int(3653 * 24 * time.Hour / unit); ok && err == nil && n > 0 && n <= most {
			return time.Duration(n) * unit, nil
		}
	}
	return 0, parley.Errorf(parley.CodeUsage, "--next takes whole minutes, hours or days like 90m, 24h or 42d, ten years at most, not %.20q", s)
}
