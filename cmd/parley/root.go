package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
)

// run executes one command line and returns the exit status.
func run(args []string) int {
	out := &output{to: os.Stdout}
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(os.Stderr)
	err := checkTestNow()
	if err == nil {
		err = root.ExecuteContext(node.As(context.Background(), node.Reading{All: true}))
	}
	if err == nil && out.err != nil {
		err = parley.Wrap(out.err, parley.CodeStorage, "cannot write the output: %s", reason(out.err))
	}
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, "parley: "+oneLine(sentence(err)))
	return status(err)
}

// sentence returns what the user reads. Where the system refused for a reason that the user can mend, the sentence
// ends with it.
func sentence(err error) string {
	if waits := (*errWaits)(nil); errors.As(err, &waits) {
		return waits.sentence
	}
	s := parley.SentenceOf(err)
	for _, e := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS, syscall.EACCES, syscall.EPERM} {
		if errors.Is(err, e) && !strings.Contains(s, e.Error()) {
			return s + ": " + e.Error()
		}
	}
	return s
}

func status(err error) int {
	if waits := (*errWaits)(nil); errors.As(err, &waits) {
		return 5
	}
	switch parley.CodeOf(err) {
	case parley.CodeUsage:
		return 2
	case parley.CodeNotYet:
		return 4
	}
	return 1
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "parley",
		Short: "A direct line and a joint record between parties that do not trust each other",
		Long: "A direct line and a joint record between parties that do not trust each other.\n\n" +
			"Every verb takes --dir, the directory of the node; PARLEY_DIR stands in for it.",
		Args:              noVerb,
		RunE:              func(cmd *cobra.Command, _ []string) error { return noVerb(cmd, nil) },
		SilenceUsage:      true,
		SilenceErrors:     true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return parley.Errorf(parley.CodeUsage, "%s; see %s --help", err, cmd.CommandPath())
	})
	root.AddCommand(initCommand(), partyCommand(), charterCommand(), serveCommand(), loginCommand(), sendCommand(), inboxCommand(), sentCommand(),
		showCommand(), readCommand(), ackCommand(), lineCommand(), doctorCommand(), eventsCommand(), recordCommand(), evidenceCommand(), printCommand(), tokenCommand(), journalCommand(), eraseCommand(), sheetCommand(), backupCommand(),
		restoreCommand(), rebuildCommand(), migrateCommand(), recoverCommand(), clockCommand(), volumeCommand(), rootsCommand(), demoCommand())
	root.AddCommand(formsCommand(), proceduresCommand(), checkCommand(), proposeCommand(), actCommand(), proceedingsCommand(), proceedingCommand(),
		boardCommand(), translateCommand(), accountsCommand(), agentCommand(), officerCommand(),
		draftCommand(), draftsCommand(), reviewCommand(), releaseCommand(), policyCommand(), watchCommand(), courierCommand(), conflictsCommand(), noticesCommand(), feedCommand(),
		versionCommand(), manualCommand())
	return root
}

// noVerb is what a command with verbs of its own says when none of them is named.
func noVerb(cmd *cobra.Command, args []string) error {
	var verbs []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			verbs = append(verbs, c.Name())
		}
	}
	said := "name a verb"
	if len(args) > 0 {
		said = fmt.Sprintf("there is no verb %q", args[0])
	}
	return parley.Errorf(parley.CodeUsage, "%s: %s takes %s", said, cmd.CommandPath(), strings.Join(verbs, ", "))
}

// arguments accepts min to max arguments; what names them in the sentence of the error.
func arguments(min, max int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < min || max >= 0 && len(args) > max {
			return parley.Errorf(parley.CodeUsage, "%s takes %s, and %d arguments are given; see %s --help",
				cmd.CommandPath(), what, len(args), cmd.CommandPath())
		}
		return nil
	}
}

// output remembers that writing failed, so that a command whose answer is cut short does not end as if all were well.
type output struct {
	to  io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.to.Write(p)
	if o.err == nil {
		o.err = err
	}
	return n, err
}
