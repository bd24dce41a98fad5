package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/agent"
	"parley/internal/keystore"
)

func agentKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "key FILE",
		Short: "Make a new key file for the agent to hold",
		Long: "Make a new key and store it in FILE, which only the account that runs this may read: that of the agent. It is on no\n" +
			"sheet before parley sheet new has put it there, and signs nothing that counts until then.",
		Example: "  parley agent key /srv/keeper/log.2.key",
		Args:    arguments(1, 1, "the file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			k, err := newKeyFile(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "key %s\n", parley.KeyIDOf(k.Public()))
			return err
		},
	}
}

// newKeyFile makes a key and stores it.
func newKeyFile(path string) (*keystore.Key, error) {
	k, err := keystore.Generate(rand.Reader)
	if err != nil {
		return nil, err
	}
	if err := keystore.Write(path, k, ""); err != nil {
		return nil, storage(err, "cannot write the new key")
	}
	return k, nil
}

// nextInAgent finds the key that is to take a role: the one that the agent holds for it and that is not in use.
func nextInAgent(socket string, party parley.PartyID, role string, inUse [][]byte) (parley.Signer, error) {
	client := agent.New(socket, agentPatience)
	keys, comments, err := client.Ed25519()
	if err != nil {
		return nil, err
	}
	var next [][]byte
	for i, k := range keys {
		if comments[i] == string(party)+" "+role && !slices.ContainsFunc(inUse, func(u []byte) bool { return bytes.Equal(u, k) }) {
			next = append(next, k)
		}
	}
	switch len(next) {
	case 0:
		return nil, parley.Errorf(parley.CodeNotFound, "the agent at %s holds no other %s key; make one under its account with parley agent key, and start it with both", socket, role)
	case 1:
		return client.Signer(next[0])
	}
	return nil, parley.Errorf(parley.CodeUsage, "the agent at %s holds %d %s keys that are not in use; start it with the one in use and the next one", socket, len(next), role)
}

// atAgents says what an agent may forget by now.
func (p *sheetPlan) atAgents() string {
	var out strings.Builder
	for _, role := range p.rotated {
		if socket := agentOf(p.config, role); socket != "" {
			fmt.Fprintf(&out, "the agent at %s needs the %s key before no more\n", socket, role)
		}
	}
	return out.String()
}
