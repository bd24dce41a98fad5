package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/internal/keystore"
)

func charterSignCommand() *cobra.Command {
	var root, fingerprint string
	cmd := &cobra.Command{
		Use:   "sign --dir DIR FILE",
		Short: "Sign a charter with this party's root key",
		Long: "Sign a charter with this party's root key. On a terminal the fingerprint must be typed back, spaces or not; where\n" +
			"there is none it must be given, as it was read out by the other parties. The signature goes to standard output.",
		Example: "  parley charter sign --dir north charter.yaml > north.sig\n" +
			"  parley charter sign --dir north --root /media/stick/root.key --fingerprint \"$DIGITS\" charter.yaml > north.sig",
		Args: arguments(1, 1, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, cfg, err := configOf(cmd)
			if err != nil {
				return err
			}
			c, text, err := readCharter(args[0])
			if err != nil {
				return err
			}
			if root == "" {
				root = cfg.RootKey()
			}
			if err := checkOwnParty(dir, c); err != nil {
				return err
			}
			if err := confirm(cmd.ErrOrStderr(), c, text, fingerprint); err != nil {
				return err
			}
			key, err := keystore.Read(root, passphraseFor(root))
			if err != nil {
				return err
			}
			if !bytes.Equal(key.Public(), c.Party(cfg.Party).Root) {
				return parley.Errorf(parley.CodeBadKey, "%s is not the root key that the charter names for %s", root, cfg.Party)
			}
			line, err := charter.Sign(key, cfg.Party, text)
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), line)
			return err
		},
	}
	cmd.Flags().StringVar(&root, "root", "", "file of the root key (default as parley init set it)")
	cmd.Flags().StringVar(&fingerprint, "fingerprint", "", "fingerprint of the charter: 60 digits, spaces or dashes between them or not")
	directoryFlag(cmd)
	return cmd
}

// checkOwnParty refuses a charter that has us otherwise than we handed ourselves over: a recovery key of somebody
// else's in our place would be a way to replace our root.
func checkOwnParty(dir string, c *charter.Charter) error {
	own, _, err := partyFileOf(dir)
	if err != nil {
		return err
	}
	p := c.Party(own.Party)
	switch {
	case p == nil:
		return parley.Errorf(parley.CodeBadCharter, "the charter has no party %s", own.Party)
	case !bytes.Equal(p.Root, own.Root):
		return parley.Errorf(parley.CodeBadCharter, "the charter names a root key for %s that is not the one of this directory", own.Party)
	case p.Recovery != own.Recovery:
		return parley.Errorf(parley.CodeBadCharter, "the charter names a recovery key for %s that is not the one of this directory", own.Party)
	}
	return nil
}

// confirm has the fingerprint of a charter typed back on a terminal, and compares the one that was given.
func confirm(prompt io.Writer, c *charter.Charter, text []byte, given string) error {
	heading := fmt.Sprintf("%s\nedition %d, fingerprint", oneLine(c.Title[c.Authentic[0]]), c.Edition)
	return typedBack(prompt, heading, "this charter", charter.Fingerprint(charter.EditionID(text)), given)
}

// typedBack has a fingerprint typed back on a terminal, and compares the one that was given.
func typedBack(prompt io.Writer, heading, what, want, given string) error {
	if given == "" {
		if !onTerminal() {
			return parley.Errorf(parley.CodeUsage, "there is no terminal to type the fingerprint back on; give it with --fingerprint")
		}
		fmt.Fprintf(prompt, "%s\n\n  %s\n\nType the fingerprint back to sign: ", heading, want)
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil {
			return parley.Errorf(parley.CodeBadCharter, "no fingerprint was typed, and nothing is signed")
		}
		given = line
	}
	got, err := charter.NormalizeFingerprint(given)
	if err != nil {
		return err
	}
	if same, _ := charter.NormalizeFingerprint(want); got != same {
		return parley.Errorf(parley.CodeBadCharter, "the fingerprint is not that of %s, and nothing is signed", what)
	}
	return nil
}
