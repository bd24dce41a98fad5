package main

import (
	"github.com/spf13/cobra"

	"parley"
)

func proposeCommand() *cobra.Command {
	var d draft
	var to, about []string
	var precedence, from, charter string
	cmd := &cobra.Command{
		Use:   "propose --dir DIR PROCEDURE --to PARTY[,PARTY] --form-file FILE",
		Short: "Open a proceeding, and print its id",
		Long: "Open a proceeding by a procedure of the charter: sign the act that opens it, hand it to the node, print the id of\n" +
			"the proceeding. It goes to every participant, and these stay the same for good. What the rules of the form flag is\n" +
			"printed on standard error; it stops nothing. See parley procedures and parley check.\n\n" +
			"--about binds the opening to a text by its hash. So those of an alliance decide on a message that their node keeps as a\n" +
			"draft for another charter: the outcome counts for that text and no other (parley draft --decided).",
		Example: "  parley propose --dir north invite --to south --form-file invitation.json --set reply_by=2026-12-01T12:00Z\n" +
			"  parley propose --dir north invite --to south --form-file invitation.json --precedence priority\n" +
			"  parley propose --dir north --charter 3f0c invite --to east --form-file talks.json --about $HASH",
		Args: arguments(1, 1, "the name of one procedure"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := d.by.check(); err != nil {
				return err
			}
			dir, err := directoryOf(cmd)
			if err != nil {
				return err
			}
			api, err := running(cmd)
			if err != nil {
				return err
			}
			defer api.Close()
			k, err := deskOf(cmd.Context(), api, charter)
			if err != nil {
				return err
			}
			proc := k.c.Procedure(args[0])
			if proc == nil {
				return parley.Errorf(parley.CodeUsage, "the charter has no procedure %.40q; see: parley procedures", args[0])
			}
			p, post, err := k.envelope(from, precedence, proc.Form)
			if err != nil {
				return err
			}
			if err := k.opens(p, proc, to); err != nil {
				return err
			}
			if p.Texts, err = parseHashes(about); err != nil {
				return err
			}
			d.text = proc.Title[k.lang()]
			return k.send(cmd, dir, post, p, &d)
		},
	}
	cmd.Flags().StringSliceVar(&to, "to", nil, "the other participants: PARTY or PARTY/POST (default where the procedure has every party: all)")
	cmd.Flags().StringArrayVar(&about, "about", nil, "SHA-256 of a text that it is about, as parley drafts ID shows that of a draft; give it once for each")
	actFlags(cmd, &d, &precedence, &from)
	charterFlag(cmd, &charter)
	directoryFlag(cmd)
	return cmd
}

// actFlags adds what the verbs that make acts have in common.
func actFlags(cmd *cobra.Command, d *draft, precedence, from *string) {
	d.add(cmd, "form-file")
	d.by.flags(cmd)
	cmd.Flags().StringVar(precedence, "precedence", "routine", "routine, priority, immediate or flash")
	cmd.Flags().StringVar(from, "from", "", "post that sends, where the party has several")
}
