package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/accounts"
)

// accountsName is the directory, in that of a node, of what outsiders say happened. It is no part of the record.
const accountsName = "accounts"

// accountsSuffix ends the name of each file in it.
const accountsSuffix = ".json"

func accountsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "accounts",
		Short: "Keep what outsiders say happened, apart from the record and never as proved",
		Long: "Keep what outsiders say happened, as in the press: apart from the record, each claim with the account that it comes\n" +
			"from, and never as proved. Where accounts differ, every value is shown with who gives it.",
		Example: "  parley accounts import --dir north press.yaml\n  parley accounts list --dir north",
		Args:    noVerb,
		RunE:    func(cmd *cobra.Command, _ []string) error { return noVerb(cmd, nil) },
	}
	cmd.AddCommand(accountsImportCommand(), accountsListCommand(), accountsRemoveCommand())
	return cmd
}

// readImported reads the accounts that are kept in a node's directory, by name.
func readImported(dir string) ([]accounts.Imported, error) {
	entries, err := os.ReadDir(filepath.Join(dir, accountsName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unreadable(filepath.Join(dir, accountsName), err)
	}
	var out []accounts.Imported
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), accountsSuffix)
		if !ok || parley.CheckName("accounts", name) != nil {
			continue
		}
		path := filepath.Join(dir, accountsName, e.Name())
		b, err := readFile(path, accounts.MaxImported)
		if err != nil {
			return nil, err
		}
		i, err := accounts.DecodeImported(b)
		if err != nil {
			return nil, inFile(path, err)
		}
		if i.Name != name {
			return nil, parley.Errorf(parley.CodeBadMessage, "%s holds the accounts %s", path, i.Name)
		}
		out = append(out, i)
	}
	slices.SortFunc(out, func(a, b accounts.Imported) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}
