package main

import (
	"github.com/spf13/cobra"

	"parley/internal/node"
)

func inboxCommand() *cobra.Command {
	return listCommand("inbox", "List the messages received, oldest first", false, node.API.Inbox)
}

func sentCommand() *cobra.Command {
	return listCommand("sent", "List the messages sent, oldest first, and how far each got", true, node.API.Sent)
}

func listCommand(name, what string, own bool, list listing) *cobra.Command {
	var asJSON, follow bool
	var f filter
	cmd := &cobra.Command{
		Use:   name + " --dir DIR",
		Short: what,
		Long: what + ".\nAcknowledgements are listed in neither inbox nor sent. With --follow those that are there are listed first, then\n" +
			"each message that arrives or changes, one a line, until the verb is interrupted; the node must be running.\n\n" +
			"Flags that select are joined by \"and\". --search finds messages that have, for each of its words, a word that begins so,\n" +
			"in any order; capitals, accents and ё for е make no difference, and quotes and other signs have no meaning.",
		Example: "  parley " + name + " --dir north\n  parley " + name + " --dir north --json --follow\n" +
			"  parley " + name + " --dir north --search \"exercise north\" --precedence flash,immediate --since 2026-11-01 --newest --limit 20",
		Args: arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.read(cmd, follow); err != nil {
				return err
			}
			l := lister{out: cmd.OutOrStdout(), own: own, json: asJSON, query: f.query, list: list}
			if follow {
				api, err := running(cmd)
				if err != nil {
					return err
				}
				defer api.Close()
				return l.follow(cmd.Context(), api)
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			return l.print(cmd.Context(), api)
		},
	}
	cmd.Flags().BoolVar(&follow, "follow", false, "go on with each message that arrives or changes")
	jsonFlag(cmd, &asJSON)
	f.flags(cmd)
	directoryFlag(cmd)
	return cmd
}
