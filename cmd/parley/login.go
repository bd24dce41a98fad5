package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"parley"
)

func loginCommand() *cobra.Command {
	var as, post string
	var answer answerer
	cmd := &cobra.Command{
		Use:   "login --dir DIR | --answer CHALLENGE --agent SOCKET",
		Short: "Print a link that signs somebody in to the web console, once, or the answer of an officer's key",
		Long: "Print a link that signs its bearer in to the web console of the running node: once, within five minutes. Whoever may\n" +
			"use the socket of the node may ask for one. The session ends twelve hours after its last use, and when the node stops.\n\n" +
			"The fingerprint is that of the certificate that the browser must show when it is asked to trust it. The console is\n" +
			"served where console.listen of config.yaml says. Where --as is an officer of the roster, the session is that officer's.\n\n" +
			"With --answer an officer signs in without the node's machine: the sign-in page shows a challenge, and his key answers\n" +
			"it. The verb prints what it signs, which names the party, the address of the console and the time; the signature is\n" +
			"good for that alone.",
		Example: "  parley login --dir north\n  parley login --dir north --as ann --post duty\n  parley login --agent env --answer cGFybGV5IGNvbnNvbGU",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if answer.challenge != "" {
				return answer.run(cmd)
			}
			_, cfg, err := configOf(cmd)
			if err != nil {
				return err
			}
			if post == "" && len(cfg.Posts) == 1 {
				post = string(cfg.Posts[0])
			}
			if post != "" && !cfg.HasPost(parley.PostID(post)) {
				return parley.Errorf(parley.CodeUnknownParty, "this party has no post %.40q; it has %s", post, join(cfg.Posts))
			}
			api, err := running(cmd)
			if err != nil {
				return err
			}
			defer api.Close()
			w := who(parley.PostID(post))
			if as != "" {
				w.User = as
			}
			v, err := api.Login(cmd.Context(), w)
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			if v.Fingerprint != "" {
				fmt.Fprintf(cmd.ErrOrStderr(), "certificate SHA-256 %s\n", v.Fingerprint)
			}
			_, err = fmt.Fprintln(out, v.Link)
			return err
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "name under which the journal keeps what is done (default: the user of this system)")
	cmd.Flags().StringVar(&post, "post", "", "post for which one acts (default: the only one)")
	answer.flags(cmd)
	directoryFlag(cmd)
	return cmd
}
