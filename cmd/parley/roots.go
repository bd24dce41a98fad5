package main

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/internal/keystore"
	"parley/internal/node"
	"parley/wire"
)

func rootsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "root",
		Short: "Replace a lost root key, by its recovery key or with all other parties",
		Example: "  parley root replace --dir north --recovery safe/recovery.key --new-root stick/root.key --new-recovery safe/next.key\n" +
			"  parley root show --dir south",
		Args: noVerb,
		RunE: func(cmd *cobra.Command, _ []string) error { return noVerb(cmd, nil) },
	}
	cmd.AddCommand(rootReplaceCommand(), rootDraftCommand(), rootFingerprintCommand(), rootSignCommand(), rootShowCommand())
	return cmd
}

// newRoots are the keys that replace a root and its recovery key.
type newRoots struct {
	rootFile, recoveryFile string
	root, recovery         *keystore.Key
}

func (k *newRoots) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&k.rootFile, "new-root", "", "file of the new root key; it is made where there is none")
	cmd.Flags().StringVar(&k.recoveryFile, "new-recovery", "", "file of the new recovery key; it is made where there is none")
}

// read reads both keys, and makes those that are not there.
func (k *newRoots) read() (err error) {
	if k.rootFile == "" || k.recoveryFile == "" || k.rootFile == k.recoveryFile {
		return parley.Errorf(parley.CodeUsage, "name two files with --new-root and --new-recovery")
	}
	if k.root, err = keyAt(k.rootFile); err != nil {
		return err
	}
	k.recovery, err = keyAt(k.recoveryFile)
	return err
}

func keyAt(path string) (*keystore.Key, error) {
	key, err := keystore.Read(path, passphraseFor(path))
	if errors.Is(err, fs.ErrNotExist) {
		return newKeyFile(path)
	}
	return key, err
}

// change returns what a statement says, before anybody has signed it.
func (k *newRoots) change(d node.RootDraft, by ed25519.PublicKey) *charter.RootChange {
	return &charter.RootChange{Charter: d.Charter, Edition: d.Edition, Party: d.Party, Number: d.Number, Root: k.root.Public(),
		Recovery: parley.Sum(k.recovery.Public()), By: by}
}

func rootDraftCommand() *cobra.Command {
	var keys newRoots
	var name string
	cmd := &cobra.Command{
		Use:   "draft --dir DIR --new-root FILE --new-recovery FILE",
		Short: "Draft the statement that all other parties sign where the recovery key is lost too",
		Long: "Draft the statement by which the root of this party is replaced where its recovery key is lost too. Every other party\n" +
			"signs it (parley root sign); parley root replace puts it in force. It is marked for ever that the others did it.",
		Example: "  parley root draft --dir north --new-root /media/stick/root.key --new-recovery /media/safe/recovery.key > change.txt",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := keys.read(); err != nil {
				return err
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			drafts, err := api.DraftRoots(cmd.Context(), parley.Hash(keys.root.Public()))
			if err != nil {
				return err
			}
			for _, d := range drafts {
				if len(drafts) == 1 && name == "" || len(name) >= 8 && strings.HasPrefix(d.Charter.String(), name) {
					_, err = cmd.OutOrStdout().Write(keys.change(d, nil).Text())
					return err
				}
			}
			return parley.Errorf(parley.CodeAmbiguous, "there are %d charters under which this root is to be replaced; name one with --charter", len(drafts))
		},
	}
	keys.flags(cmd)
	charterFlag(cmd, &name)
	directoryFlag(cmd)
	return cmd
}

func rootSignCommand() *cobra.Command {
	var root, fingerprint string
	cmd := &cobra.Command{
		Use:   "sign --dir DIR FILE",
		Short: "Sign another party's new root, where it has lost its recovery key too",
		Long: "Sign, with this party's root key, the statement by which all others replace the root of a party that has lost its root\n" +
			"and its recovery key. The fingerprint of the new root must be typed back, or given, as that party read it out on\n" +
			"another channel: whoever holds the new root is that party from then on. The signature goes to standard output.",
		Example: "  parley root sign --dir south change.txt > south.sig",
		Args:    arguments(1, 1, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, cfg, err := configOf(cmd)
			if err != nil {
				return err
			}
			x, err := readRootText(args[0])
			if err != nil {
				return err
			}
			if x.Party == cfg.Party || !x.ByOthers() {
				return parley.Errorf(parley.CodeBadCharter, "%s is not for this party to sign", args[0])
			}
			heading := fmt.Sprintf("the new root of %s under charter %s, fingerprint", x.Party, short(x.Charter.String()))
			if err := typedBack(cmd.ErrOrStderr(), heading, "that root", charter.Fingerprint(parley.Sum(x.Root)), fingerprint); err != nil {
				return err
			}
			if root == "" {
				root = cfg.RootKey()
			}
			key, err := keystore.Read(root, passphraseFor(root))
			if err != nil {
				return err
			}
			line, err := charter.SignAsRoot(key, cfg.Party, x.Text())
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), line)
			return err
		},
	}
	cmd.Flags().StringVar(&root, "root", "", "file of the root key (default as parley init set it)")
	cmd.Flags().StringVar(&fingerprint, "fingerprint", "", "fingerprint of the new root: 60 digits, spaces or dashes between them or not")
	directoryFlag(cmd)
	return cmd
}

func readRootText(path string) (*charter.RootChange, error) {
	text, err := readFile(path, wire.MaxStatement)
	if err != nil {
		return nil, err
	}
	x, err := charter.ParseRootText(text)
	if err != nil {
		return nil, inFile(path, err)
	}
	return x, nil
}

func rootShowCommand() *cobra.Command {
	var asJSON bool
	var name string
	cmd := &cobra.Command{
		Use:   "show --dir DIR",
		Short: "Show the statements by which roots were replaced under a charter",
		Long: "Show the statements by which roots were replaced under a charter, with their signatures. Who joins by a later edition\n" +
			"is given them with the editions, each in a file, in the order in which they stand (parley charter adopt --before).",
		Example: "  parley root show --dir south\n  parley root show --dir south --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			all, err := api.RootChanges(cmd.Context(), name)
			if err != nil {
				return err
			}
			if asJSON {
				texts := []string{}
				for _, b := range all {
					texts = append(texts, string(b))
				}
				return printJSON(cmd.OutOrStdout(), texts, true)
			}
			_, err = cmd.OutOrStdout().Write(bytes.Join(all, []byte("\n")))
			return err
		},
	}
	charterFlag(cmd, &name)
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}
