package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"parley/internal/node"
)

func watchTakeCommand() *cobra.Command {
	var v watchVerb
	var without bool
	cmd := &cobra.Command{
		Use:   "take --dir DIR [--as OFFICER --key FILE | --agent SOCKET]",
		Short: "Take the watch of a post",
		Long: "Take the watch of a post. Where it is being handed over, the sheet is printed, and taking the watch signs it; on a\n" +
			"terminal the verb asks before. A watch that nobody hands over is taken with --without-hand-over, and the log says so.",
		Example: "  parley watch take --dir north\n  parley watch take --dir north --post air --as bob --key bob.key\n  parley watch take --dir north --without-hand-over",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := v.by.check(); err != nil {
				return err
			}
			api, err := running(cmd)
			if err != nil {
				return err
			}
			defer api.Close()
			by, now, err := v.at(cmd.Context(), api)
			if err != nil {
				return err
			}
			x := node.WatchTaking{Without: without, Who: by}
			if !without && now != nil && now.Offered != nil {
				x.Sheet = *now.Hash
				if x.Signature, x.Duress, err = v.sign(cmd, api, *now, node.UseTakeWatch, "Take the watch by this sheet?"); err != nil {
					return err
				}
			}
			w, err := api.TakeWatch(cmd.Context(), x)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s has the watch of %s since %s\n", watchKeeper(w.User, w.Officer), w.Post, w.Taken)
			return err
		},
	}
	cmd.Flags().BoolVar(&without, "without-hand-over", false, "take the watch from whoever has it; the log says that nothing was handed over")
	v.flags(cmd)
	return cmd
}

// watchKeeper names who has a watch: the officer, where his signature said who he is.
func watchKeeper(user string, officer *string) string {
	if officer != nil {
		return fmt.Sprintf("%s (user %s)", *officer, oneLine(user))
	}
	return oneLine(user)
}
