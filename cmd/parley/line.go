package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
	"parley/link"
)

func lineCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "line --dir DIR",
		Short: "Show the state of each line and its bearers, what waits, and how long that will take",
		Long: "Show the state of each line: no-path (the address is not reached), no-node (it is reached and no node answers\n" +
			"there), up, withheld (the node answers and shows no new entry, or hands a message for us not over), unopened and\n" +
			"unacknowledged (a message of ours is there and nobody opened it, or signed for it, within the time of its\n" +
			"precedence), refused (our last message was, or every session is: the reason is shown), disputed (their record\n" +
			"contradicts itself), withdrawn (one of the two parties has left the charter). Silent since is the last message\n" +
			"written by an officer of the other side; the last sign of life of its node is shown beside it.\n\n" +
			"Below stand the bearers, the cheapest first: up, suspect (silent while an answer is due), not-trusted (it failed\n" +
			"more than once, and carries only FLASH and IMMEDIATE for a while), ready (dialled when something waits for it),\n" +
			"down, dialling, outside-hours; what waits, in the order in which it goes; and when each of it is expected at the\n" +
			"other side at the measured rate, or at the one that config.yaml expects where none was measured.",
		Example: "  parley line --dir north\n  parley line --dir north --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, err := running(cmd)
			if err != nil {
				return err
			}
			defer api.Close()
			lines, err := api.Lines(cmd.Context())
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), lines, true)
			}
			if len(lines) == 0 {
				fmt.Fprintln(cmd.OutOrStdout(), "no lines: this node has adopted no charter yet")
			}
			for _, l := range lines {
				printLine(cmd.OutOrStdout(), l)
			}
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	cmd.AddCommand(lineTestCommand(), lineHistoryCommand(), lineContactsCommand(), lineSecretCommand())
	return cmd
}

func printLine(w io.Writer, l node.LineView) {
	fmt.Fprintf(w, "%-12s  %s since %s%s\n", l.Party, l.State, l.Since, inOtherWords(l))
	if l.Leaves != nil {
		fmt.Fprintf(w, "  %s\n", leaving(l.Party, *l.Leaves))
	}
	if l.OwnLeaves != nil {
		fmt.Fprintf(w, "  %s\n", leaving("our own party", *l.OwnLeaves))
	}
	if l.OwnRecovering != nil {
		fmt.Fprintf(w, "  our record is recovering since %s: no head of it is signed; see: parley recover\n", *l.OwnRecovering)
	}
	if l.Recovering != nil {
		fmt.Fprintf(w, "  recovering    %s, their record: no receipts until it has recovered\n", *l.Recovering)
	}
	if l.Recovered != nil {
		fmt.Fprintf(w, "  recovered     %s, their record\n", *l.Recovered)
	}
	if l.SilentSince != nil {
		fmt.Fprintf(w, "  silent since  %s\n", *l.SilentSince)
	}
	if l.LastSignOfLife != nil {
		fmt.Fprintf(w, "  sign of life  %s\n", *l.LastSignOfLife)
	}
	if l.LastHead != nil {
		fmt.Fprintf(w, "  last head     %s\n", *l.LastHead)
	}
	if x := l.LastTest; x != nil {
		fmt.Fprintf(w, "  line test     by %s %s; answered by the node: %s; read by an officer: %s\n", x.By, x.Time, orNotYet(x.AnsweredByNode), orNotYet(x.ReadByOfficer))
	}
	if l.RTTMs != nil {
		fmt.Fprintf(w, "  round trip    %d ms\n", *l.RTTMs)
	}
	if l.ClockOffsetMs != nil {
		fmt.Fprintf(w, "  clock offset  %+d ms\n", *l.ClockOffsetMs)
	}
	for _, b := range l.Bearers {
		printBearer(w, b)
	}
	fmt.Fprintf(w, "  queue         %s\n", queue(l.Queue))
	printWaiting(w, l.Waiting)
	if l.Overdue > 0 {
		fmt.Fprintf(w, "  overdue       %d of ours not recorded or acknowledged in time\n", l.Overdue)
	}
	if l.Owed > 0 {
		fmt.Fprintf(w, "  owed          %d of theirs that we have not acknowledged in time\n", l.Owed)
	}
}

// inOtherWords says what a state means, for how long it has held, and why, if more is known; of a line that is up, nothing.
func inOtherWords(l node.LineView) string {
	since, err := parley.ParseMillis(l.Since)
	if l.State == string(link.StateUp) || err != nil {
		return ""
	}
	held := max(parley.MillisOf(now())-since, 0)
	words := ": " + node.StateWords(link.State(l.State)) + ", " + node.InWords(time.Duration(held)*time.Millisecond)
	if l.Reason != nil {
		words += ": " + oneLine(*l.Reason)
	}
	return words
}

// queue lists the messages that wait, highest precedence first.
func queue(q map[string]int) string {
	var words []string
	for p := parley.Flash; ; p-- {
		if n := q[p.String()]; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, p))
		}
		if p == parley.Routine {
			break
		}
	}
	if len(words) == 0 {
		return "empty"
	}
	return strings.Join(words, ", ")
}
