package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/agent"
	"parley/internal/signin"
	"parley/officer"
)

// An answerer answers the challenge of a console with a key of an officer. It asks no node.
type answerer struct{ challenge, key, agent string }

func (a *answerer) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.challenge, "answer", "", "challenge that the sign-in page of a console shows; prints the answer to paste there")
	cmd.Flags().StringVar(&a.key, "key", "", "with --answer: file with the officer's key; with --agent its public half, where the agent holds several")
	cmd.Flags().StringVar(&a.agent, "agent", "", "with --answer: socket of the SSH agent with the officer's key; env: that of SSH_AUTH_SOCK")
}

func (a *answerer) run(cmd *cobra.Command) error {
	c, err := signin.Decode(a.challenge)
	if err != nil {
		return err
	}
	s, err := a.signer()
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s\nThe key %s signs in at %s, the console of %s. Compare the address with that of the page.\n", c.Text(), s.Key().ID(), c.Console, c.Party)
	if err := consent(cmd.InOrStdin(), cmd.ErrOrStderr(), "Is that where you sign in? Type yes: "); err != nil {
		return err
	}
	x, err := signin.Sign(c, s)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), x.Encode())
	return err
}

// signer returns the key that answers: the one in the file, or the one that the agent holds.
func (a *answerer) signer() (officer.Signer, error) {
	if a.agent == "" {
		if a.key == "" {
			return nil, parley.Errorf(parley.CodeUsage, "say where the officer's key is: --key FILE or --agent SOCKET")
		}
		g, err := openOfficerKey(a.key)
		return g.signer, err
	}
	path := a.agent
	if path == "env" {
		if path = os.Getenv("SSH_AUTH_SOCK"); path == "" {
			return nil, parley.Errorf(parley.CodeUsage, "SSH_AUTH_SOCK names no agent")
		}
	}
	client := agent.New(path, agentTouch)
	if a.key != "" {
		g, err := readOfficerKey(a.key, false)
		if err != nil {
			return nil, err
		}
		return client.For(g.key)
	}
	keys, err := client.OfficerKeys()
	switch {
	case err != nil:
		return nil, err
	case len(keys) == 0:
		return nil, parley.Errorf(parley.CodeNotFound, "the agent at %s holds no key that can be an officer's", path)
	case len(keys) > 1:
		var names []string
		for _, k := range keys {
			names = append(names, k.Key().ID().String()+" "+k.Comment)
		}
		return nil, parley.Errorf(parley.CodeAmbiguous, "the agent holds %d keys; name the public half of one with --key: %s", len(keys), visible(strings.Join(names, "; ")))
	}
	return keys[0], nil
}
