package main

import (
	"crypto/rand"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/keystore"
	"parley/officer"
)

// duressEnv holds the second passphrase where there is no terminal to ask on.
const duressEnv = "PARLEY_DURESS_PASSPHRASE"

func officerKeyCommand() *cobra.Command {
	var duress bool
	cmd := &cobra.Command{
		Use:   "key FILE",
		Short: "Make an officer's key file, and print the public half",
		Long: "Make an officer's key file under a passphrase, and print the line with its public half, which goes into the roster. With\n" +
			"--duress a second passphrase is asked for, to be given under duress: the key is the same. A file of which nobody was\n" +
			"asked for a second one looks no different. Where FILE is there, its public half is printed. Keys with an SSH agent, a\n" +
			"token or a security key need no such file: give parley officer add their public half (ssh-add -L).",
		Example: "  parley officer key duty-1.key > duty-1.pub\n  parley officer key --duress duty-1.key",
		Args:    arguments(1, 1, "the file to make"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := os.Stat(args[0]); err == nil {
				g, err := readOfficerKey(args[0], false)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(cmd.OutOrStdout(), officerKeyLine(g.key))
				return err
			}
			k, err := makeOfficerKey(args[0], duress)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), officerKeyLine(officer.Ed25519(k).Key()))
			return err
		},
	}
	cmd.Flags().BoolVar(&duress, "duress", false, "ask for a second passphrase, to be given under duress ("+duressEnv+" where there is no terminal)")
	return cmd
}

func makeOfficerKey(path string, duress bool) (*keystore.Key, error) {
	first, err := passphraseTwice("Passphrase for "+path+": ", passphraseEnv)
	if err != nil {
		return nil, err
	}
	second := ""
	if duress {
		if second, err = passphraseTwice("Second passphrase, to be given under duress: ", duressEnv); err != nil {
			return nil, err
		}
	}
	k, err := keystore.Generate(rand.Reader)
	if err != nil {
		return nil, err
	}
	if err := keystore.WriteOfficer(path, k, first, second, keystore.WorkFactor); err != nil {
		return nil, storage(err, "cannot write %s", path)
	}
	return k, nil
}

// passphraseTwice asks for a new passphrase, twice on a terminal.
func passphraseTwice(prompt, env string) (string, error) {
	if !onTerminal() && env != passphraseEnv {
		if p := os.Getenv(env); p != "" {
			return p, nil
		}
		return "", parley.Errorf(parley.CodeBadKey, "there is no terminal to ask for the passphrase on; give it in %s", env)
	}
	first, err := askPassphrase(prompt)
	if err != nil || !onTerminal() {
		return first, err
	}
	again, err := askPassphrase("The same again: ")
	if err == nil && again != first {
		err = parley.Errorf(parley.CodeBadKey, "the two passphrases differ")
	}
	return first, err
}
