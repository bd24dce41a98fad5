package main

import (
	"fmt"
	"os"

	"golang.org/x/term"

	"parley"
)

// passphraseEnv holds the passphrase where there is no terminal to ask on.
const passphraseEnv = "PARLEY_PASSPHRASE"

func onTerminal() bool { return term.IsTerminal(int(os.Stdin.Fd())) }

// passphraseFor returns the function that asks for the passphrase of an existing key file.
func passphraseFor(path string) func() (string, error) {
	return func() (string, error) { return askPassphrase("Passphrase of " + path + ": ") }
}

// newPassphrase asks for the passphrase of new key files, twice on a terminal.
func newPassphrase() (string, error) {
	first, err := askPassphrase("Passphrase for the root and recovery keys: ")
	if err != nil {
		return "", err
	}
	if first == "" {
		return "", parley.Errorf(parley.CodeBadKey, "the passphrase is empty")
	}
	if !onTerminal() {
		return first, nil
	}
	again, err := askPassphrase("The same again: ")
	if err == nil && again != first {
		err = parley.Errorf(parley.CodeBadKey, "the two passphrases differ")
	}
	return first, err
}

// askPassphrase reads without echo on a terminal and from the environment elsewhere.
func askPassphrase(prompt string) (string, error) {
	if !onTerminal() {
		if p, ok := os.LookupEnv(passphraseEnv); ok {
			return p, nil
		}
		return "", parley.Errorf(parley.CodeBadKey, "there is no terminal to ask for the passphrase on; give it in %s", passphraseEnv)
	}
	fmt.Fprint(os.Stderr, prompt)
	b, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(os.Stderr)
	if err != nil {
		return "", parley.Wrap(err, parley.CodeBadKey, "no passphrase was given")
	}
	return string(b), nil
}
