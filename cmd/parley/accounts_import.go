package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/accounts"
)

func accountsImportCommand() *cobra.Command {
	var name string
	var pairs []string
	cmd := &cobra.Command{
		Use:   "import --dir DIR FILE",
		Short: "Keep a file of accounts, apart from the record",
		Long: "Keep a file of accounts in the directory accounts of the node, apart from the record: nothing of it is signed, sent or\n" +
			"proved. FILE is YAML of at most 1 MiB without anchors: sources, parties, channels, events with the accounts that\n" +
			"tell of them, disagreements, statements who ended what; the source's examples/dialogue-2002-2021.yaml is one. What\n" +
			"is no such file is refused with the event or the field, and nothing is kept then.\n\n" +
			"--channel names the procedure of a charter beside which a channel of the file is shown: on the board and beside\n" +
			"the proceedings of that procedure. A backup takes accounts along, except one without keys.",
		Example: "  parley accounts import --dir north examples/dialogue-2002-2021.yaml --name press\n" +
			"  parley accounts import --dir north press.yaml --channel council=invitation",
		Args: arguments(1, 1, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, _, err := configOf(cmd)
			if err != nil {
				return err
			}
			i, err := importedFrom(args[0], name, pairs)
			if err != nil {
				return err
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			path, err := keepImported(dir, i)
			if err != nil {
				return err
			}
			did := fmt.Sprintf("%s: %d events from %d sources, SHA-256 %s", i.Name, len(i.File.Events), len(i.File.Sources), parley.Sum(i.Text))
			if err := api.Note(cmd.Context(), who(""), "accounts", did); err != nil {
				os.Remove(path)
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s; %s\n", did, accounts.Mark)
			return err
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "name to keep them under (default that of the file)")
	cmd.Flags().StringArrayVar(&pairs, "channel", nil, "CHANNEL=PROCEDURE: show a channel of the file beside a procedure; may be given again")
	directoryFlag(cmd)
	return cmd
}

// importedFrom reads a file of accounts and checks it.
func importedFrom(path, name string, pairs []string) (i accounts.Imported, err error) {
	text, err := readFile(path, accounts.MaxFile)
	if err != nil {
		return i, err
	}
	if name == "" {
		name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	}
	if err := parley.CheckName("accounts", name); err != nil {
		return i, parley.Wrap(err, parley.CodeOf(err), "%s; name one with --name", parley.SentenceOf(err))
	}
	at, err := checkedNow()
	if err != nil {
		return i, err
	}
	if i, err = accounts.Import(name, text, pairs, at); err != nil {
		err = inFile(path, err)
	}
	return i, err
}

// keepImported writes imported accounts to their place whole or not at all. It never overwrites.
func keepImported(dir string, i accounts.Imported) (path string, err error) {
	into := filepath.Join(dir, accountsName)
	path = filepath.Join(into, i.Name+accountsSuffix)
	if err := os.MkdirAll(into, 0o700); err != nil {
		return path, unwritable(into, err)
	}
	work := path + writingInfix + rand.Text()
	if err := writeBytes(work, i.Encode()); err != nil {
		return path, err
	}
	defer os.Remove(work)
	if err := os.Link(work, path); errors.Is(err, fs.ErrExist) {
		return path, parley.Errorf(parley.CodeDuplicate, "accounts are kept as %s already; name others with --name", i.Name)
	} else if err != nil {
		return path, unwritable(path, err)
	}
	if err := syncDirectory(into); err != nil {
		os.Remove(path)
		return path, unwritable(path, err)
	}
	return path, syncDirectory(dir)
}
