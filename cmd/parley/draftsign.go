package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
	"parley/internal/policy"
	"parley/internal/release"
)

func reviewCommand() *cobra.Command {
	v := signVerb{act: policy.Reviewed}
	cmd := &cobra.Command{
		Use:   "review --dir DIR DRAFT --as OFFICER --key FILE | --agent SOCKET",
		Short: "Review a draft: read it as the other side will, and sign that you have",
		Long: "Review a draft: it is printed as the other side will read it, and signed. The signature goes out with the\n" +
			"message. It counts for this text alone: whoever edits the draft drops it. On a terminal the verb asks before it\n" +
			"signs.",
		Example: "  parley review --dir north 3fa1 --as legal-1 --agent env",
		Args:    arguments(1, 1, "the id of one draft"),
		RunE:    func(cmd *cobra.Command, args []string) error { return v.run(cmd, args[0]) },
	}
	v.flags(cmd)
	return cmd
}

func releaseCommand() *cobra.Command {
	v := signVerb{act: policy.Released}
	var emergency bool
	var wait string
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "release --dir DIR DRAFT --as OFFICER --key FILE | --agent SOCKET",
		Short: "Release a draft: sign for your party that it may leave",
		Long: "Release a draft: it is printed as the other side will read it, and signed. When all have signed whom the policy,\n" +
			"the roster and the charter ask for, the message leaves and its id is printed; until then the id of the draft is\n" +
			"printed, and the verb ends with status 5. --emergency takes the emergency path, which both the policy and the\n" +
			"charter have to grant; the message is marked so for both sides. On a terminal the verb asks before it signs.",
		Example: "  parley release --dir north 3fa1 --as duty-2 --key duty-2.key --wait recorded\n" +
			"  parley release --dir north 3fa1 --as duty-2 --agent env --emergency",
		Args: arguments(1, 1, "the id of one draft"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if wait != "" && wait != "recorded" && wait != "acknowledged" {
				return parley.Errorf(parley.CodeUsage, "--wait takes recorded or acknowledged, not %q", wait)
			}
			v.wait, v.timeout = wait, timeout
			if emergency {
				v.act = policy.ReleasedInEmergency
			}
			return v.run(cmd, args[0])
		},
	}
	cmd.Flags().BoolVar(&emergency, "emergency", false, "release by the emergency path; both sides see it")
	cmd.Flags().StringVar(&wait, "wait", "", "wait until recorded or acknowledged, where the message leaves")
	cmd.Flags().DurationVar(&timeout, "timeout", time.Minute, "end the wait after this time; 0 waits without end")
	v.flags(cmd)
	return cmd
}

// A signVerb has an officer sign a draft.
type signVerb struct {
	act     policy.Act
	by      speaker
	yes     bool
	wait    string
	timeout time.Duration
}

func (v *signVerb) flags(cmd *cobra.Command) {
	v.by.flags(cmd)
	cmd.Flags().BoolVar(&v.yes, "yes", false, "do not ask on a terminal before signing")
	directoryFlag(cmd)
}

func (v *signVerb) run(cmd *cobra.Command, id string) error {
	if err := v.by.must(); err != nil {
		return err
	}
	api, err := running(cmd)
	if err != nil {
		return err
	}
	defer api.Close()
	p, err := v.by.prepare(cmd.Context(), api, id, release.Word(v.act))
	if err != nil {
		return err
	}
	printMessage(cmd.ErrOrStderr(), p.Draft.Message)
	warnConflicts(cmd.ErrOrStderr(), p.Draft.Conflicts)
	if !v.yes {
		if err := consent(cmd.InOrStdin(), cmd.ErrOrStderr(), "\nSign this, to "+release.Word(v.act)+" it, as "+v.by.officer+"? Type yes: "); err != nil {
			return err
		}
	}
	d, err := v.by.sign(cmd.Context(), api, p)
	if err != nil {
		return err
	}
	return v.signed(cmd, api, d)
}

// signed says what became of the draft.
func (v *signVerb) signed(cmd *cobra.Command, api node.API, d node.DraftView) error {
	if v.act == policy.Reviewed {
		return kept(cmd.OutOrStdout(), cmd.ErrOrStderr(), d)
	}
	if err := outcome(cmd.OutOrStdout(), d); err != nil || v.wait == "" {
		return err
	}
	return waitFor(cmd.Context(), api, d.Message.ID, v.wait, v.timeout)
}

// consent asks on a terminal; elsewhere the command line is the answer.
func consent(in io.Reader, out io.Writer, question string) error {
	if in != os.Stdin || !onTerminal() {
		return nil
	}
	fmt.Fprint(out, question)
	answer, err := bufio.NewReader(in).ReadString('\n')
	if err != nil || strings.TrimSpace(answer) != "yes" {
		return parley.Errorf(parley.CodeUsage, "nothing was signed")
	}
	return nil
}
