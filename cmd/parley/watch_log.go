package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"parley/charter"
	"parley/internal/node"
	"parley/internal/paper"
)

func watchLogCommand() *cobra.Command {
	var post, day string
	var asJSON bool
	var out paperFlags
	cmd := &cobra.Command{
		Use:   "log --dir DIR [--day 2026-11-22] [-o FILE.pdf]",
		Short: "List the watches of a day: who had them, and how they were handed over",
		Long: "List the watches that were going on in a day, in UTC, with what was handed over. With -o it is written as a PDF, with\n" +
			"every sheet whole. The signatures over the sheets are verified each time.",
		Example: "  parley watch log --dir north\n  parley watch log --dir north --post duty --day 2026-11-22 -o log.pdf --paper Letter",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			if day == "" {
				day = now().UTC().Format(time.DateOnly)
			}
			list, err := api.WatchLog(cmd.Context(), post, day)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), list, true)
			}
			if out.file == "" {
				printWatchLog(cmd.OutOrStdout(), list)
				return nil
			}
			party, exercise, err := ownParty(cmd.Context(), api)
			if err != nil {
				return err
			}
			d := paper.WatchLog(party, day, list, exercise)
			if err := out.write(cmd.OutOrStdout(), d); err != nil {
				return err
			}
			return api.Note(cmd.Context(), who(""), "print", d.Kind+" "+d.ID)
		},
	}
	cmd.Flags().StringVar(&post, "post", "", "one post (default: all)")
	cmd.Flags().StringVar(&day, "day", "", "day in UTC, as 2026-11-22 (default: today)")
	out.flags(cmd)
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

// ownParty returns how this party calls itself, and whether all of its charters are for exercise.
func ownParty(ctx context.Context, api node.API) (name string, exercise bool, err error) {
	file, err := api.Party(ctx)
	if err != nil {
		return "", false, err
	}
	p, err := charter.ParsePartyFile(file)
	if err != nil {
		return "", false, err
	}
	list, err := api.Charters(ctx)
	exercise = len(list) > 0
	for _, c := range list {
		exercise = exercise && c.Exercise
	}
	return p.Name, exercise, err
}

func printWatchLog(w io.Writer, list []node.WatchView) {
	for _, x := range list {
		until := "goes on"
		if x.Ended != nil {
			until = *x.Ended
		}
		fmt.Fprintf(w, "%-10s  %s  %-24s  %s\n", x.Post, x.Taken, until, watchKeeper(x.User, x.Officer))
		if x.Offered != nil {
			fmt.Fprintf(w, "  handed over %s, sheet %s\n", *x.Offered, *x.Hash)
		}
		if x.Gave != nil {
			fmt.Fprintf(w, "  signed by %s, who gave it\n", *x.Gave)
		}
		if x.Relief != nil {
			fmt.Fprintf(w, "  taken by %s\n", watchKeeper(x.Relief.User, x.Relief.Officer))
		}
		if x.Took != nil {
			fmt.Fprintf(w, "  signed by %s, who took it\n", *x.Took)
		}
		for _, m := range x.Marks {
			fmt.Fprintf(w, "  note: %s\n", oneLine(m))
		}
	}
}
