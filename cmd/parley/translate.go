package main

import (
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/form"
	"parley/wire"
)

func translateCommand() *cobra.Command {
	var lang, status, from, precedence string
	var by speaker
	cmd := &cobra.Command{
		Use:   "translate --dir DIR ID --lang LANG --status STATUS FILE",
		Short: "Send a translation of a message to all who have it",
		Long: "Send a translation of a message to all who have it, in the form translation of the charter. The status says whose\n" +
			"word it is: machine, draft, checked or disputed. The original stays what counts, unless the charter says otherwise.",
		Example: "  parley translate --dir north 4f0c66a1d2e3 --lang fr --status draft note.fr.txt",
		Args:    arguments(2, 2, "the id of a message and a file with its translation, or -"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := by.check(); err != nil {
				return err
			}
			dir, err := directoryOf(cmd)
			if err != nil {
				return err
			}
			text, err := readFile(args[1], wire.MaxText)
			if err != nil {
				return err
			}
			api, err := running(cmd)
			if err != nil {
				return err
			}
			defer api.Close()
			m, err := api.Show(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			k, err := deskOf(cmd.Context(), api, m.Charter)
			if err != nil {
				return err
			}
			p, post, err := k.envelope(from, precedence, form.FormTranslation)
			if err != nil {
				return err
			}
			id, err := parley.ParseHash(m.ID)
			if err != nil {
				return err
			}
			p.Refers.Translates = &id
			if p.Action, err = k.holdersOf(m.From, m.To, m.Info); err != nil {
				return err
			}
			return k.send(cmd, dir, post, p, &draft{by: by, set: []string{"lang=" + lang, "status=" + status, "text=" + strings.TrimRight(string(text), "\n")}})
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&lang, "lang", "", "language of the translation, as BCP 47 has it (required)")
	fl.StringVar(&status, "status", form.TranslationDraft, "machine, draft, checked or disputed")
	fl.StringVar(&precedence, "precedence", "routine", "routine, priority, immediate or flash")
	fl.StringVar(&from, "from", "", "post that sends, where the party has several")
	by.flags(cmd)
	directoryFlag(cmd)
	return cmd
}

// holdersOf returns the other parties that have a message: its author and its addressees, each once.
func (k *desk) holdersOf(from string, lists ...[]string) (out []wire.Address, err error) {
	there := map[parley.PartyID]bool{k.Party: true}
	for _, list := range append([][]string{{from}}, lists...) {
		for _, s := range list {
			a, err := parley.ParseAddress(s)
			if err != nil {
				return nil, err
			}
			if !there[a.Party] {
				there[a.Party] = true
				out = append(out, wire.Address{Party: a.Party})
			}
		}
	}
	return out, nil
}
