package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
	"parley/internal/policy"
)

func policyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Show or check the rules by which messages leave this party",
		Long: "The policy is the file " + policy.FileName + " in the directory of the node: who drafts, reviews and releases a message,\n" +
			"by form, precedence and addressee. It is this party's own business and never leaves the node. Without it, one\n" +
			"officer who may release at the post is enough.",
		Example: "  parley policy check new-policy.yaml\n  parley policy show --dir north",
		Args:    noVerb,
		RunE:    func(cmd *cobra.Command, _ []string) error { return noVerb(cmd, nil) },
	}
	cmd.AddCommand(policyCheckCommand(), policyShowCommand())
	return cmd
}

func policyCheckCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check --dir DIR | FILE",
		Short: "Have the node read its policy file again, or check a file before it becomes that",
		Long: "Check a policy. With a FILE that file is checked, and no node is needed. Otherwise the running node reads the\n" +
			"policy file in its directory again: from then on it counts, and a broken one lets nothing leave.",
		Example: "  parley policy check new-policy.yaml\n  parley policy check --dir north",
		Args:    arguments(0, 1, "at most one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return checkPolicyFile(cmd.OutOrStdout(), args[0])
			}
			api, err := running(cmd)
			if err != nil {
				return err
			}
			defer api.Close()
			p, err := api.TakePolicy(cmd.Context(), who(""))
			if err != nil {
				return err
			}
			return printPolicy(cmd.OutOrStdout(), p, asJSON)
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

func checkPolicyFile(w io.Writer, path string) error {
	text, err := readFile(path, policy.MaxFile)
	if err != nil {
		return err
	}
	p, err := policy.Parse(text)
	if err != nil {
		return inFile(path, err)
	}
	_, err = fmt.Fprintf(w, "%s is a policy of %d rules\n", path, len(p.Rules))
	return err
}

func policyShowCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "show --dir DIR",
		Short:   "Show the rules by which the node lets messages leave now",
		Example: "  parley policy show --dir north\n  parley policy show --dir north --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			p, err := api.Policy(cmd.Context())
			if err != nil {
				return err
			}
			return printPolicy(cmd.OutOrStdout(), p, asJSON)
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

// printPolicy prints a rule in a line. A policy that cannot be used is an error.
func printPolicy(w io.Writer, p node.PolicyView, asJSON bool) error {
	if asJSON {
		return printJSON(w, p, true)
	}
	if p.Fault != nil {
		return parley.Errorf(parley.CodePolicy, "nothing leaves: %s", *p.Fault)
	}
	if !p.Given {
		_, err := fmt.Fprintf(w, "there is no %s: one officer who may release at the post is enough\n", policy.FileName)
		return err
	}
	for _, r := range p.Rules {
		if _, err := fmt.Fprintln(w, r); err != nil {
			return err
		}
	}
	return nil
}
