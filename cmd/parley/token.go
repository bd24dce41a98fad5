package main

import (
	"crypto/rand"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/api"
)

// apiTokens is the file of tokens in the node's directory.
const apiTokens = "api-tokens.json"

func tokenCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Tokens that let programs in at /api/ of the console's address: new, list, revoke",
		Long: "Tokens that let programs in at /api/ of the console's address. A program with a token may look, keep drafts, hand over\n" +
			"messages that officers have signed elsewhere, or have the records checked, as its role says; none may sign.",
		Example: "  parley token new --dir north --name mapserver --role read",
		Args:    arguments(0, 0, "one of new, list, revoke"),
	}
	cmd.AddCommand(tokenNewCommand(), tokenListCommand(), tokenRevokeCommand())
	return cmd
}

// tokensOf returns the tokens of the directory that a verb names.
func tokensOf(cmd *cobra.Command) (api.Tokens, error) {
	dir, _, err := configOf(cmd)
	return api.Tokens{Path: filepath.Join(dir, apiTokens)}, err
}

func tokenNewCommand() *cobra.Command {
	var name, role string
	cmd := &cobra.Command{
		Use:   "new --dir DIR --name NAME --role ROLE",
		Short: "Make a token and print its secret, once",
		Long: "Make a token and print its secret: it is kept nowhere, only its hash is. The program sends it as \"Authorization: Bearer\n" +
			"SECRET\". The role read lists, shows and takes evidence away; draft also keeps drafts for officers to sign; submit\n" +
			"also hands over signatures, signed messages and attachments; audit reads, and has the records checked.",
		Example: "  parley token new --dir north --name mapserver --role read",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return journalled(cmd, "token new", name+", "+role, func(t api.Tokens) error {
				secret, err := t.Make(name, api.Role(role), parley.MillisOf(now()), rand.Reader)
				if err == nil {
					_, err = fmt.Fprintln(cmd.OutOrStdout(), secret)
				}
				return err
			})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "name of the integration: lower-case letters, digits and dashes (required)")
	cmd.Flags().StringVar(&role, "role", string(api.Read), "read, draft, submit or audit")
	directoryFlag(cmd)
	return cmd
}

func tokenRevokeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "revoke --dir DIR NAME",
		Short:   "End a token: the next request with it is refused",
		Example: "  parley token revoke --dir north mapserver",
		Args:    arguments(1, 1, "the name of one token"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return journalled(cmd, "token revoke", args[0], func(t api.Tokens) error { return t.Revoke(args[0], parley.MillisOf(now())) })
		},
	}
	directoryFlag(cmd)
	return cmd
}

// journalled does something with the tokens and enters it in the journal.
func journalled(cmd *cobra.Command, action, detail string, do func(api.Tokens) error) error {
	t, err := tokensOf(cmd)
	if err != nil {
		return err
	}
	n, closeAPI, err := reachable(cmd)
	if err != nil {
		return err
	}
	defer closeAPI()
	if err := do(t); err != nil {
		return err
	}
	return n.Note(cmd.Context(), who(""), action, detail)
}

func tokenListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list --dir DIR",
		Short:   "List the tokens, revoked ones included",
		Example: "  parley token list --dir north\n  parley token list --dir north --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			t, err := tokensOf(cmd)
			if err != nil {
				return err
			}
			all, err := t.All()
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), append([]api.Token{}, all...), true)
			}
			for _, x := range all {
				ended := ""
				if x.Revoked != 0 {
					ended = "  revoked " + x.Revoked.String()
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%-20s  %-6s  made %s%s\n", oneLine(x.Name), x.Role, x.Made, ended)
			}
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}
