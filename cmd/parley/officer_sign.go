package main

import (
	"encoding/base64"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
	"parley/officer"
	"parley/wire"
)

func officerSignCommand() *cobra.Command {
	var m actMaker
	var answer string
	cmd := &cobra.Command{
		Use:   "sign FILE [--sign KEYFILE] [--agent SOCKET] [--root FILE] [--passkey FILE] [--dir DIR]",
		Short: "Sign a roster act that waits for signatures in a file",
		Long: "Sign a roster act that parley officer add, or another verb, wrote to a file, and put the signature into the file. It\n" +
			"needs no node: officers sign where they are, one after the other, in any order. With --dir, keys of administrators\n" +
			"with an agent or a passkey are found in the roster. What the act does is printed before it is signed. Where the last\n" +
			"one has signed, parley officer enter puts the act into the record.",
		Example: "  parley officer sign duty-2.act --sign duty-2.key\n" +
			"  parley officer sign duty-2.act --agent env\n" +
			"  parley officer sign duty-2.act --passkey answer.json",
		Args: arguments(1, 1, "the file of the act"),
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := readAct(args[0])
			if err != nil {
				return err
			}
			if m.root == "" && m.agent == "" && len(m.files) == 0 && answer == "" {
				return parley.Errorf(parley.CodeUsage, "say who signs: --sign KEYFILE, --agent SOCKET, --root FILE or --passkey FILE")
			}
			if err := m.look(cmd, g); err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), g.Act.Words())
			if err := m.signGathered(g, answer); err != nil {
				return err
			}
			if err := replaceFile(args[0], actText(g)); err != nil {
				return err
			}
			printSigners(cmd.OutOrStdout(), m.view, g)
			return nil
		},
	}
	m.signerFlags(cmd)
	cmd.Flags().StringVar(&answer, "passkey", "", "file with a browser's answer (JSON of the assertion) to the question that parley officer check prints")
	directoryFlag(cmd)
	return cmd
}

// look reads the roster, where a node is named.
func (m *actMaker) look(cmd *cobra.Command, g *officer.Gathering) error {
	if _, err := directoryOf(cmd); err != nil {
		return nil
	}
	api, closeAPI, err := reachable(cmd)
	if err != nil {
		return err
	}
	defer closeAPI()
	m.view, err = api.Roster(cmd.Context(), g.Act.Charter.String(), "")
	return err
}

func (m *actMaker) signGathered(g *officer.Gathering, answer string) error {
	if answer != "" {
		keys, err := m.administrators()
		if err == nil {
			err = addAssertion(g, answer, append(keys, g.Act.Added()...))
		}
		if err != nil || m.root == "" && m.agent == "" && len(m.files) == 0 {
			return err
		}
	}
	signers, err := m.signers(g, nil)
	if err != nil {
		return err
	}
	return signAct(g, signers)
}

func officerCheckCommand() *cobra.Command {
	var m actMaker
	cmd := &cobra.Command{
		Use:     "check FILE [--dir DIR]",
		Short:   "Show what a roster act in a file does, who has signed it, and who has to",
		Example: "  parley officer check duty-2.act\n  parley officer check duty-2.act --dir north",
		Args:    arguments(1, 1, "the file of the act"),
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := readAct(args[0])
			if err != nil {
				return err
			}
			if err := m.look(cmd, g); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s\nof %s, under charter %s, dated %s\n", g.Act.Words(), g.Act.Party, g.Act.Charter, g.Act.Time)
			printSigners(cmd.OutOrStdout(), m.view, g)
			return nil
		},
	}
	directoryFlag(cmd)
	return cmd
}

// printSigners says who has signed and which keys have to; for a passkey, with the question that a browser is given.
func printSigners(w io.Writer, v node.RosterView, g *officer.Gathering) {
	for _, s := range g.Signatures {
		if _, kid, err := s.Header(); err == nil {
			fmt.Fprintf(w, "signed by: %s\n", signerWords(v, g, kid))
		}
	}
	for _, k := range g.Unproved() {
		fmt.Fprintf(w, "has to sign: the key %s, which it adds\n", k.ID())
		if k.Kind == officer.KindPasskey {
			c := k.Request(wire.UseRoster, g.Act.Charter[:], g.Act.Page()).Challenge
			fmt.Fprintf(w, "  challenge for the browser: %s\n", base64.RawURLEncoding.EncodeToString(c))
		}
	}
}

func signerWords(v node.RosterView, g *officer.Gathering, kid parley.KeyID) string {
	for _, k := range g.Act.Added() {
		if k.ID() == kid {
			return "the key " + kid.String() + ", which it adds"
		}
	}
	for _, o := range v.Officers {
		for _, k := range o.Keys {
			if k.ID == kid.String() {
				return "officer " + o.ID + ", by the key " + kid.String()
			}
		}
	}
	return "the key " + kid.String()
}

func officerEnterCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "enter FILE --dir DIR",
		Short:   "Enter a signed roster act in this party's record",
		Example: "  parley officer enter duty-2.act --dir north",
		Args:    arguments(1, 1, "the file of the act"),
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := readAct(args[0])
			if err != nil {
				return err
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			return enterAct(cmd.Context(), cmd.OutOrStdout(), api, g)
		},
	}
	directoryFlag(cmd)
	return cmd
}
