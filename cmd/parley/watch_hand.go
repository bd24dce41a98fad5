package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"parley/internal/node"
)

func watchHandCommand() *cobra.Command {
	var v watchVerb
	var notes, file string
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
			by, _, err := v.at(cmd.Context(), api)
			if err != nil {
				return err
			}
			w, err := api.PrepareHandOver(cmd.Context(), node.HandOver{Notes: notes, Who: by})
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
	cmd.MarkFlagsMutuallyExclusive("notes", "notes-file")
	v.flags(cmd)
	return cmd
}
