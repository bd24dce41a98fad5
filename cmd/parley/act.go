package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/internal/node"
	"parley/wire"
)

func actCommand() *cobra.Command {
	var a actVerb
	cmd := &cobra.Command{
		Use:   "act --dir DIR PROCEEDING ACT [--form-file FILE] [--set FIELD=VALUE]",
		Short: "Do something in a proceeding: accept, decline, withdraw, hold, contest, correct",
		Long: "Do something in a proceeding: sign the act, hand it to the node, print its id. It goes to every participant, and says\n" +
			"what its officer had seen of the proceeding. An act that the state does not allow now is refused here, unless\n" +
			"--anyway is given: it may cross one that is on its way, and then counts for nothing. Without --form-file and --set\n" +
			"an act without fields says its own title.",
		Example: "  parley act --dir south 4f0c66a1d2e3 accept\n" +
			"  parley act --dir south 4f0c66a1d2e3 hold --set text=\"Seen; an answer follows on Friday.\"",
		Args: arguments(2, 2, "a proceeding and an act"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.run(cmd, args[0], args[1]) },
	}
	cmd.Flags().BoolVar(&a.anyway, "anyway", false, "send an act that the state does not allow now")
	cmd.Flags().StringArrayVar(&a.agree, "agree", nil, "message with a text that the act agrees to (default: the opening); give it once for each")
	cmd.Flags().StringVar(&a.corrects, "corrects", "", "the message that this one corrects or amends; the act correct needs it")
	actFlags(cmd, &a.draft, &a.precedence, &a.from)
	directoryFlag(cmd)
	return cmd
}

type actVerb struct {
	draft                      draft
	precedence, from, corrects string
	agree                      []string
	anyway                     bool
}

func (a *actVerb) run(cmd *cobra.Command, id, name string) error {
	if err := a.draft.by.check(); err != nil {
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
	v, err := api.Proceeding(cmd.Context(), id)
	if err != nil {
		return err
	}
	k, err := deskOf(cmd.Context(), api, v.Charter)
	if err != nil {
		return err
	}
	if err := k.under(cmd.Context(), v.ID); err != nil {
		return err
	}
	formName, text, err := k.sayAct(v, name)
	if err != nil {
		return err
	}
	if !slices.Contains(v.ActsAllowed, name) && !a.anyway {
		return parley.Errorf(parley.CodeBadMessage, "in the state %s this party may not %s; it may: %s (or give --anyway)", v.State, name, strings.Join(v.ActsAllowed, ", "))
	}
	p, post, err := k.envelope(a.from, a.precedence, formName)
	if err != nil {
		return err
	}
	if err := k.follows(p, v, name); err != nil {
		return err
	}
	if err := a.refer(cmd, k, v, p); err != nil {
		return err
	}
	a.draft.text = text
	return k.send(cmd, dir, post, p, &a.draft)
}

// refer enters what the act agrees to and what it corrects.
func (a *actVerb) refer(cmd *cobra.Command, k *desk, v node.ProceedingStory, p *wire.Payload) error {
	if p.Act == charter.ActCorrect && a.corrects == "" {
		return parley.Errorf(parley.CodeUsage, "say with --corrects which message this one corrects")
	}
	if a.corrects != "" {
		id, err := whole(cmd.Context(), k.api, a.corrects)
		if err != nil {
			return err
		}
		p.Refers.Corrects = &id
	}
	if p.Act == charter.ActCancel || p.Act == charter.ActWithdraw {
		p.Refers.Cancels = p.Proceeding
	}
	if p.Act == charter.ActAmend && p.Refers.Corrects == nil && k.c.Procedure(v.Procedure).Form == p.Form {
		p.Refers.Corrects = amended(v, string(p.From.Party))
	}
	for _, name := range a.agree {
		id, err := whole(cmd.Context(), k.api, name)
		if err != nil {
			return err
		}
		p.Texts = append(p.Texts, id)
	}
	if act := k.c.Procedure(v.Procedure).Act(p.Act); act != nil && act.Agrees && len(p.Texts) == 0 {
		p.Texts = []parley.Hash{*p.Proceeding}
	}
	return nil
}

// amended is the last text of a party that lies before the parties: its opening or an amendment of it; nil where it has none.
func amended(v node.ProceedingStory, party string) (id *parley.Hash) {
	for _, e := range v.Entries {
		if e.Act == nil || e.Author != party || e.Standing != "in effect" || *e.Act != v.ID && e.Name != charter.ActAmend {
			continue
		}
		if h, err := parley.ParseHash(*e.Act); err == nil {
			id = &h
		}
	}
	return id
}

// send fills a message, says what its rules flag, hands it over, and prints its id.
func (k *desk) send(cmd *cobra.Command, dir string, post parley.PostID, p *wire.Payload, d *draft) error {
	flags, err := k.fill(cmd.Context(), p, d)
	if err != nil {
		return err
	}
	printFlags(cmd.ErrOrStderr(), k.lang(), flags)
	meets, err := k.api.WouldMeet(cmd.Context(), k.Charter.String(), p.Encode())
	if err != nil {
		return err
	}
	warnConflicts(cmd.ErrOrStderr(), meets.Conflicts)
	_, err = letterOf(k.Composer, post, p, nil).send(cmd.Context(), k.api, dir, &d.by, cmd.OutOrStdout())
	return err
}
