package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
)

func watchHandCommand() *cobra.Command {
	var v watchVerb
	var notes, file string
	var prepared bool
	cmd := &cobra.Command{
		Use:   "hand --dir DIR [--notes TEXT] [--as OFFICER --key FILE | --agent SOCKET]",
		Short: "Hand the watch of a post over: the node writes the sheet, you sign it",
		Long: "Hand the watch of a post over. The node writes the sheet as things are now, with your notes; it is printed, signed, and\n" +
			"waits for whoever takes the watch. Until then you have it. Handing over again writes another sheet.",
		Example: "  parley watch hand --dir north --notes 'Southmark calls back at 0400Z'\n" +
			"  parley watch hand --dir north --as ann --key ann.key --notes-file notes.txt",
		Args: arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := v.by.check(); err != nil {
				return err
			}
			if file != "" {
				b, err := readFile(file, node.MaxWatchNotes)
				if err != nil {
					return err
				}
				notes = string(b)
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
			w, err := toHandOver(cmd.Context(), api, now, node.HandOver{Notes: notes, Who: by}, prepared)
			if err != nil {
				return err
			}
			x := node.WatchSigning{Sheet: *w.Hash, Who: by}
			if x.Signature, x.Duress, err = v.sign(cmd, api, w, node.UseGiveWatch, "Hand the watch over by this sheet?"); err != nil {
				return err
			}
			if w, err = api.GiveWatch(cmd.Context(), x); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s hands the watch of %s over, sheet %s\n", watchKeeper(w.User, w.Officer), w.Post, *w.Hash)
			return err
		},
	}
	cmd.Flags().StringVar(&notes, "notes", "", "what the next officer has to know")
	cmd.Flags().StringVar(&file, "notes-file", "", "file with the notes; - for standard input")
	cmd.Flags().BoolVar(&prepared, "prepared", false, "hand over by the sheet that was prepared already, as on the page of the console")
	cmd.MarkFlagsMutuallyExclusive("notes", "notes-file", "prepared")
	v.flags(cmd)
	return cmd
}

// toHandOver returns the watch with the sheet that is to be signed: the one that was prepared, or a new one.
func toHandOver(ctx context.Context, api node.API, now *node.WatchView, h node.HandOver, prepared bool) (node.WatchView, error) {
	if !prepared {
		return api.PrepareHandOver(ctx, h)
	}
	if now == nil || now.Hash == nil {
		return node.WatchView{}, parley.Errorf(parley.CodeNotFound, "no hand-over of the post %s is prepared", h.Who.Post)
	}
	return *now, nil
}
