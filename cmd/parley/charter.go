package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

func charterCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "charter",
		Short: "Draft, read, sign and adopt the text that all parties sign",
		Example: "  parley charter draft --party north.yaml --party south.yaml > charter.yaml\n" +
			"  parley charter print charter.yaml\n" +
			"  parley charter sign --dir north charter.yaml > north.sig\n" +
			"  parley charter adopt --dir north --party south.yaml charter.yaml north.sig south.sig",
		Args: noVerb,
		RunE: func(cmd *cobra.Command, _ []string) error { return noVerb(cmd, nil) },
	}
	cmd.AddCommand(charterDraftCommand(), charterPrintCommand(), charterFingerprintCommand(), charterSignCommand(),
		charterAdoptCommand(), charterShowCommand(), charterAmendCommand(), charterNoteCommand(), charterWithdrawCommand())
	return cmd
}

// readCharter reads a charter text and checks that it is one, and that its rules can be evaluated.
func readCharter(path string) (*charter.Charter, []byte, error) {
	text, err := readFile(path, wire.MaxCharter)
	if err != nil {
		return nil, nil, err
	}
	c, err := charter.Parse(text)
	if err == nil {
		_, err = form.Compile(c)
	}
	if err != nil {
		return nil, nil, inFile(path, err)
	}
	return c, text, nil
}

// charterFlag adds --charter to a verb.
func charterFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "charter", "", "id of the charter, or its first 8 or more digits, where the node has several")
}

// chooseCharter returns the charter that name means: an id, a prefix of one of at least 8 digits, or, empty, the only
// one.
func chooseCharter(all []node.CharterView, name string) (node.CharterView, error) {
	if len(all) == 0 {
		return node.CharterView{}, parley.Errorf(parley.CodeNotFound, "this node has adopted no charter yet")
	}
	var fit []node.CharterView
	for _, c := range all {
		if name == "" || len(name) >= 8 && strings.HasPrefix(c.ID, name) {
			fit = append(fit, c)
		}
	}
	switch len(fit) {
	case 1:
		return fit[0], nil
	case 0:
		return node.CharterView{}, parley.Errorf(parley.CodeNotFound, "this node has no charter %.70q", name)
	}
	var known []string
	for _, c := range fit {
		known = append(known, fmt.Sprintf("%s (%s)", short(c.ID), oneLine(c.Title)))
	}
	return node.CharterView{}, parley.Errorf(parley.CodeAmbiguous, "several charters would fit; name one with --charter: %s", strings.Join(known, ", "))
}

// short is the beginning of an id that people read out; every verb accepts it.
func short(id string) string { return id[:min(len(id), 12)] }
