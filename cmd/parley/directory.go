package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/internal/config"
)

// Names in the directory of a node, besides those of config and control.
const (
	partyName    = "party.yaml"   // the public half
	keysName     = "keys"         // keys that the node and its desks use daily
	databaseName = "node.db"      // made by the first serve or adopt
	rootName     = "root.key"     // root key, unless --root names another file
	recoveryName = "recovery.key" // recovery key, unless --recovery names another file
)

// keyPath returns the path of a daily key: log, cosigner, link, duty or operator-<post>.
func keyPath(dir, role string) string { return filepath.Join(dir, keysName, role+".key") }

func operatorRole(post parley.PostID) string { return "operator-" + string(post) }

// directoryFlag adds --dir to a verb.
func directoryFlag(cmd *cobra.Command) {
	cmd.Flags().String("dir", "", "directory of the node (default $PARLEY_DIR)")
}

// directoryOf returns what --dir or PARLEY_DIR says.
func directoryOf(cmd *cobra.Command) (string, error) {
	if dir, _ := cmd.Flags().GetString("dir"); dir != "" {
		return dir, nil
	}
	if dir := os.Getenv("PARLEY_DIR"); dir != "" {
		return dir, nil
	}
	return "", parley.Errorf(parley.CodeUsage, "name the directory of the node with --dir, or with PARLEY_DIR")
}

// configOf returns the directory and its configuration.
func configOf(cmd *cobra.Command) (string, *config.Config, error) {
	dir, err := directoryOf(cmd)
	if err != nil {
		return "", nil, err
	}
	cfg, err := config.Load(dir)
	return dir, cfg, err
}

// partyFileOf reads the public half in dir.
func partyFileOf(dir string) (*charter.PartyFile, []byte, error) {
	text, err := readFile(filepath.Join(dir, partyName), charter.MaxPartyFile)
	if err != nil {
		return nil, nil, err
	}
	p, err := charter.ParsePartyFile(text)
	return p, text, err
}
