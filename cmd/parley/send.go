package main

import (
	"time"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
)

func sendCommand() *cobra.Command {
	var f sendFlags
	cmd := &cobra.Command{
		Use:   "send --dir DIR --to PARTY[/POST] TEXT | -",
		Short: "Send a message: sign it, hand it to the node, print its id",
		Long: "Send a message. It is signed here with the key of the post, and accepted once its id is printed: from then on the\n" +
			"node keeps it until it is recorded by the other side. TEXT may be - for standard input, at most 65536 bytes.\n\n" +
			"With --wait the verb ends when every addressee has got so far; a wait that expires says \"accepted, not yet\n" +
			"recorded\" and ends with status 4. --save keeps the signed message in a file, before it is handed over; --submit\n" +
			"hands such a file over again: the id stays the same and nothing is doubled.\n\n" +
			"Where the party has officers, one of them signs: --as OFFICER with --key FILE or --agent SOCKET. If the policy asks\n" +
			"for others too, the message is kept as a draft, whose id is printed, and the verb ends with status 5.",
		Example: "  parley send --dir north --to south --precedence flash --wait recorded \"Two aircraft north of the river.\"\n" +
			"  parley send --dir north --to south/air,east --info west --subject Map --attach map.png - < note.txt\n" +
			"  parley send --dir north --to south --as duty-1 --agent env \"Text\"\n" +
			"  parley send --dir north --to south --save note.parley \"Text\" || parley send --dir north --submit note.parley",
		Args: arguments(0, 1, "one TEXT, in quotes, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(args); err != nil {
				return err
			}
			return f.run(cmd, args)
		},
	}
	f.add(cmd)
	directoryFlag(cmd)
	return cmd
}

type sendFlags struct {
	to, info                                                    []string
	precedence, subject, lang, handling, replyTo, charter, from string
	exercise                                                    bool
	attach                                                      []string
	by                                                          speaker
	wait, save, submit                                          string
	timeout                                                     time.Duration
	changed                                                     func(string) bool
}

func (f *sendFlags) add(cmd *cobra.Command) {
	f.message(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.wait, "wait", "", "wait until recorded or acknowledged")
	fl.DurationVar(&f.timeout, "timeout", time.Minute, "end the wait after this time; 0 waits without end")
	fl.StringVar(&f.save, "save", "", "new file for the signed message")
	fl.StringVar(&f.submit, "submit", "", "hand over a saved message instead of making one")
}

// message adds the flags that say what a message is, and who signs it.
func (f *sendFlags) message(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringSliceVar(&f.to, "to", nil, "action addressees: PARTY or PARTY/POST")
	fl.StringSliceVar(&f.info, "info", nil, "information addressees")
	fl.StringVar(&f.precedence, "precedence", "routine", "routine, priority, immediate or flash")
	fl.StringVar(&f.subject, "subject", "", "subject, one line")
	fl.StringVar(&f.lang, "lang", "", "language of the text, as BCP 47 has it (default the first authentic one of the charter)")
	fl.StringVar(&f.handling, "handling", "", "handling marking of the charter")
	fl.BoolVar(&f.exercise, "exercise", false, "mark the message as exercise; under an exercise charter every message is")
	fl.StringVar(&f.replyTo, "reply-to", "", "id of the message that this one answers")
	fl.StringArrayVar(&f.attach, "attach", nil, "file to attach, 1 byte to 64 MiB; give it once for each")
	fl.StringVar(&f.from, "from", "", "post that sends, where the party has several")
	charterFlag(cmd, &f.charter)
	f.by.flags(cmd)
	f.changed = fl.Changed
}

// check refuses what contradicts itself, before anything is read.
func (f *sendFlags) check(args []string) error {
	usage := func(format string, a ...any) error { return parley.Errorf(parley.CodeUsage, format, a...) }
	switch {
	case f.wait != "" && f.wait != "recorded" && f.wait != "acknowledged":
		return usage("--wait takes recorded or acknowledged, not %q", f.wait)
	case f.wait == "" && f.changed("timeout"):
		return usage("--timeout says how long --wait waits, which is not given")
	case f.timeout < 0:
		return usage("--timeout is less than nothing")
	case f.submit == "" && len(args) == 0:
		return usage("give the text as one argument, in quotes, or - for standard input")
	case f.submit == "" && len(f.to) == 0:
		return usage("name an addressee with --to")
	}
	if err := f.by.check(); err != nil {
		return err
	}
	if f.by.named() && (f.save != "" || f.submit != "") {
		return usage("what officers sign is kept as a draft: --save and --submit are for what the key of a post signs")
	}
	if f.submit == "" {
		return nil
	}
	for _, made := range []string{"to", "info", "precedence", "subject", "lang", "handling", "exercise", "reply-to", "save", "from"} {
		if f.changed(made) {
			return usage("--%s makes a message, and --submit hands over one that is made", made)
		}
	}
	if len(args) > 0 {
		return usage("a TEXT makes a message, and --submit hands over one that is made")
	}
	return nil
}

func (f *sendFlags) run(cmd *cobra.Command, args []string) error {
	var text []byte
	var err error
	if len(args) == 1 {
		if text, err = readText(args[0], cmd.InOrStdin()); err != nil {
			return err
		}
	}
	api, err := running(cmd)
	if err != nil {
		return err
	}
	defer api.Close()
	letter, err := f.letter(cmd, api, text)
	if err != nil {
		return err
	}
	dir, err := directoryOf(cmd)
	if err != nil {
		return err
	}
	if err := f.keep(letter, dir); err != nil {
		return err
	}
	id, err := letter.send(cmd.Context(), api, dir, &f.by, cmd.OutOrStdout())
	if err != nil || f.wait == "" {
		return err
	}
	return waitFor(cmd.Context(), api, id, f.wait, f.timeout)
}

// keep signs a message that is to be saved, and saves it, before it is handed over.
func (f *sendFlags) keep(l *letter, dir string) error {
	if f.save == "" {
		return nil
	}
	if err := l.seal(dir); err != nil {
		return err
	}
	return writeBytes(f.save, l.envelope)
}

// letter returns the message to hand over: made now, or saved before.
func (f *sendFlags) letter(cmd *cobra.Command, api node.API, text []byte) (*letter, error) {
	if f.submit != "" {
		return f.saved(cmd.Context(), api)
	}
	return f.compose(cmd.Context(), api, text)
}
