package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"parley"
)

func accountsRemoveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "remove --dir DIR NAME",
		Short: "Remove a file of accounts that is no longer wanted",
		Long: "Remove a file of accounts that was imported under NAME: it is shown no more. The journal keeps that it was there and\n" +
			"that it was removed; the record never had any of it, and backups keep what they have.",
		Example: "  parley accounts remove --dir north press",
		Args:    arguments(1, 1, "one name, as parley accounts list shows it"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, _, err := configOf(cmd)
			if err != nil {
				return err
			}
			if err := parley.CheckName("accounts", args[0]); err != nil {
				return err
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			err = removeImported(dir, args[0], func() error {
				return api.Note(cmd.Context(), who(""), "accounts", args[0]+": removed")
			})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: removed\n", args[0])
			return err
		},
	}
	directoryFlag(cmd)
	return cmd
}

// removeImported takes accounts out of a node's directory once note has said so, and leaves them where it fails.
func removeImported(dir, name string, note func() error) error {
	path := filepath.Join(dir, accountsName, name+accountsSuffix)
	work := path + writingInfix + rand.Text()
	if err := os.Rename(path, work); errors.Is(err, fs.ErrNotExist) {
		return parley.Errorf(parley.CodeNotFound, "no accounts are kept as %s; see: parley accounts list", name)
	} else if err != nil {
		return unwritable(path, err)
	}
	if err := note(); err != nil {
		os.Rename(work, path)
		return err
	}
	if err := os.Remove(work); err != nil {
		return unwritable(path, err)
	}
	return syncDirectory(filepath.Dir(path))
}
