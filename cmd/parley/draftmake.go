package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/policy"
	"parley/internal/release"
)

func draftCommand() *cobra.Command {
	var v draftVerb
	cmd := &cobra.Command{
		Use:   "draft --dir DIR --to PARTY[/POST] TEXT | -",
		Short: "Draft a message that officers review and release, and print the id of the draft",
		Long: "Draft a message. It stays in the node until the officers have signed it whom the policy, the roster and the\n" +
			"charter ask for; then it leaves by itself. With --as, its author signs it first. --edit puts another message in\n" +
			"the place of one that stands in a draft: all signatures are dropped. --cancel gives a draft up for good.\n\n" +
			"Where the policy asks for a decision under another charter, --decided names its proceeding: the opening of it\n" +
			"names this text by its hash. Nothing of that proceeding leaves the node. A draft that is there is bound to one\n" +
			"with --edit and --decided, without a TEXT.",
		Example: "  parley draft --dir north --to south --precedence flash --as duty-1 --key duty-1.key \"Two aircraft north of the river.\"\n" +
			"  parley draft --dir north --edit 3fa1 --to south --as duty-1 --agent env \"Three aircraft north of the river.\"\n" +
			"  parley draft --dir north --edit 3fa1 --decided 4f0c66a1d2e3\n" +
			"  parley draft --dir north --cancel 3fa1",
		Args: arguments(0, 1, "one TEXT, in quotes, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error { return v.run(cmd, args) },
	}
	v.message(cmd)
	cmd.Flags().StringVar(&v.edits, "edit", "", "id of the draft in which the message is put, in the place of what it holds")
	cmd.Flags().StringVar(&v.decided, "decided", "", "proceeding under another charter that decided on the text")
	cmd.Flags().StringVar(&v.cancels, "cancel", "", "id of the draft to give up")
	directoryFlag(cmd)
	return cmd
}

type draftVerb struct {
	sendFlags
	edits, decided, cancels string
}

// check refuses what contradicts itself.
func (v *draftVerb) check(args []string) error {
	switch {
	case v.cancels != "" && (len(args) > 0 || v.edits != "" || v.decided != "" || len(v.to) > 0):
		return parley.Errorf(parley.CodeUsage, "--cancel gives a draft up and takes nothing else")
	case v.cancels != "", len(args) == 0 && v.edits != "" && v.decided != "" && len(v.to) == 0:
		return nil
	case len(args) == 0:
		return parley.Errorf(parley.CodeUsage, "give the text as one argument, in quotes, or - for standard input")
	case len(v.to) == 0:
		return parley.Errorf(parley.CodeUsage, "name an addressee with --to")
	}
	return v.by.check()
}

func (v *draftVerb) run(cmd *cobra.Command, args []string) error {
	if err := v.check(args); err != nil {
		return err
	}
	api, err := running(cmd)
	if err != nil {
		return err
	}
	defer api.Close()
	ctx, out := cmd.Context(), cmd.OutOrStdout()
	switch {
	case v.cancels != "":
		d, err := api.CancelDraft(ctx, v.cancels, who(""))
		if err == nil {
			_, err = fmt.Fprintf(out, "the draft %s is cancelled\n", d.ID)
		}
		return err
	case len(args) == 0:
		d, err := api.DecideDraft(ctx, v.edits, v.decided, who(""))
		if err != nil {
			return err
		}
		return kept(out, cmd.ErrOrStderr(), d)
	}
	text, err := readText(args[0], cmd.InOrStdin())
	if err != nil {
		return err
	}
	l, err := v.compose(ctx, api, text)
	if err != nil {
		return err
	}
	d, err := l.draft(ctx, api, v.edits, v.decided)
	if err == nil && v.by.named() {
		d, err = v.by.begin(ctx, api, d, release.Word(policy.Drafted))
	}
	if err != nil {
		return err
	}
	return kept(out, cmd.ErrOrStderr(), d)
}
