package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/internal/config"
	"parley/internal/keystore"
	"parley/internal/node"
)

func rootReplaceCommand() *cobra.Command {
	var keys newRoots
	var recovery string
	var rotate []string
	cmd := &cobra.Command{
		Use:   "replace --dir DIR --new-root FILE --new-recovery FILE [--recovery FILE | STATEMENT SIG ...]",
		Short: "Replace this party's root key, and make the next sheet under the new one",
		Long: "Replace this party's root key by a statement that its recovery key signs, under every charter, and make the next sheet\n" +
			"under the new root. Where the recovery key is lost too, the statement is drafted (parley root draft), signed by all\n" +
			"other parties (parley root sign), and given with their signatures. What was signed before stays valid. The recovery\n" +
			"key is used up: a new one is made, to be sealed in its place. The configuration names the new files from then on.",
		Example: "  parley root replace --dir north --recovery safe/recovery.key --new-root stick/root.key --new-recovery safe/next.key\n" +
			"  parley root replace --dir north --new-root stick/root.key --new-recovery safe/next.key change.txt south.sig east.sig",
		Args: arguments(0, -1, "a statement and the files with its signatures, or nothing"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && recovery != "" {
				return parley.Errorf(parley.CodeUsage, "either the recovery key signs, or the other parties do")
			}
			dir, cfg, err := configOf(cmd)
			if err != nil {
				return err
			}
			if err := keys.read(); err != nil {
				return err
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			var statements [][]byte
			if len(args) > 0 {
				statements, err = statementOfOthers(args, &keys)
			} else {
				if recovery == "" {
					recovery = cfg.RecoveryKey()
				}
				statements, err = statementsOfRecovery(cmd, api, recovery, &keys)
			}
			if err != nil {
				return err
			}
			p, err := planSheet(cmd.Context(), api, dir, cfg, rotate, nil)
			if err != nil {
				return err
			}
			p.sheet.Root, p.party.Root, p.party.Recovery = keys.root.Public(), keys.root.Public(), parley.Sum(keys.recovery.Public())
			file, err := p.sign(keys.root)
			if err != nil {
				return err
			}
			v, err := api.ReplaceRoot(cmd.Context(), node.RootReplacement{Statements: statements, PartyFile: file, Who: who("")})
			if err != nil {
				return err
			}
			if err := p.retire(); err != nil {
				return err
			}
			if err := saveRoots(dir, cfg, &keys); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "the root of %s is replaced under %d charters\nfingerprint of the new root: %s\nsheet %d is in force\nseal the new recovery key: %s\n",
				cfg.Party, v.Entered, charter.Fingerprint(parley.Sum(keys.root.Public())), v.Number, keys.recoveryFile)
			return err
		},
	}
	keys.flags(cmd)
	cmd.Flags().StringVar(&recovery, "recovery", "", "file of the recovery key in force (default as parley init set it)")
	cmd.Flags().StringSliceVar(&rotate, "rotate", nil, "keys of the sheet to replace with it: "+strings.Join(sheetRoles, ", ")+", operator-POST")
	directoryFlag(cmd)
	return cmd
}

// statementsOfRecovery has the recovery key and the new root sign a statement for each charter.
func statementsOfRecovery(cmd *cobra.Command, api node.API, file string, keys *newRoots) (out [][]byte, err error) {
	recovery, err := keystore.Read(file, passphraseFor(file))
	if err != nil {
		return nil, err
	}
	drafts, err := api.DraftRoots(cmd.Context(), parley.Hash(keys.root.Public()))
	if err != nil {
		return nil, err
	}
	for _, d := range drafts {
		x := keys.change(d, recovery.Public())
		line, err := x.SignAsRecovery(recovery)
		if err != nil {
			return nil, err
		}
		b, err := keys.finish(x, []string{line})
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// statementOfOthers puts a statement together that the others have signed.
func statementOfOthers(args []string, keys *newRoots) ([][]byte, error) {
	x, err := readRootText(args[0])
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(x.Root, keys.root.Public()) || x.Recovery != parley.Sum(keys.recovery.Public()) {
		return nil, parley.Errorf(parley.CodeBadKey, "%s names other keys than those in %s and %s", args[0], keys.rootFile, keys.recoveryFile)
	}
	var lines []string
	for _, path := range args[1:] {
		b, err := readFile(path, maxSignatureFile)
		if err != nil {
			return nil, err
		}
		for _, l := range signatureLines(string(b)) {
			lines = append(lines, strings.TrimSuffix(l, "\n"))
		}
	}
	b, err := keys.finish(x, lines)
	return [][]byte{b}, err
}

// finish adds the signature of the new root, and returns the statement.
func (k *newRoots) finish(x *charter.RootChange, lines []string) ([]byte, error) {
	line, err := charter.SignAsRoot(k.root, x.Party, x.Text())
	if err != nil {
		return nil, err
	}
	x.Lines = append(lines, strings.TrimSuffix(line, "\n"))
	return x.Encode(), nil
}

// saveRoots has the configuration name the new files.
func saveRoots(dir string, cfg *config.Config, keys *newRoots) error {
	next := *cfg
	var err error
	if next.Keys.Root, err = filepath.Abs(keys.rootFile); err != nil {
		return unreadable(keys.rootFile, err)
	}
	if next.Keys.Recovery, err = filepath.Abs(keys.recoveryFile); err != nil {
		return unreadable(keys.recoveryFile, err)
	}
	path := filepath.Join(dir, config.FileName)
	if err := os.Remove(path + ".next"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(path+".next", err)
	}
	if err := next.Write(path + ".next"); err != nil {
		return err
	}
	if err := os.Rename(path+".next", path); err != nil {
		return unwritable(path, err)
	}
	return syncDirectory(dir)
}
