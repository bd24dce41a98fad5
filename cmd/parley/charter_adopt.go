package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/dictionary"
	"parley/internal/node"
)

// maxSignatureFile is the largest file of signature lines, in bytes: one line per party.
const maxSignatureFile = 64 << 10

func charterAdoptCommand() *cobra.Command {
	var parties, before []string
	var again bool
	cmd := &cobra.Command{
		Use:   "adopt --dir DIR --party FILE [--party FILE ...] FILE SIG [SIG ...]",
		Short: "Adopt a charter that all its parties have signed",
		Long: "Adopt a charter that all its parties have signed. The party files give the keys and addresses of the others; the\n" +
			"own one may be left out. Works with the node running or stopped. A later edition needs the files of those who join\n" +
			"by it and no others; who joins gives with --before every edition before it, as parley charter note prints it.\n\n" +
			"With --again a node that lost its database, and has its keys and the charter's files, has its record back from the other\n" +
			"parties: it signs no entry before each of them has said what it holds. parley recover shows how far that is.",
		Example: "  parley charter adopt --dir north edition-2.yaml north.sig south.sig\n" +
			"  parley charter adopt --dir north --party south.yaml charter.yaml north.sig south.sig",
		Args: arguments(2, -1, "the charter and the files with its signatures"),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := adoption(parties, args[0], args[1:])
			if err != nil {
				return err
			}
			if a.Earlier, err = readNotes(before); err != nil {
				return err
			}
			a.Again = again
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			v, err := api.Adopt(cmd.Context(), a)
			if err != nil {
				return err
			}
			warnDictionary(cmd, a.Text)
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "adopted %s\n%s, edition %d, signed by %s\n%s\n", v.ID, oneLine(v.Title), v.Edition,
				strings.Join(v.SignedBy, ", "), v.Fingerprint)
			return err
		},
	}
	cmd.Flags().StringArrayVar(&parties, "party", nil, "party file of another party; give it once for each")
	cmd.Flags().StringArrayVar(&before, "before", nil, "an edition before this one, with its signatures; give each in order")
	cmd.Flags().BoolVar(&again, "again", false, "this party has a record under the charter, and its database is lost")
	directoryFlag(cmd)
	return cmd
}

// warnDictionary says what is lost where the dictionary that a charter names is not held.
func warnDictionary(cmd *cobra.Command, text []byte) {
	c, err := charter.Parse(text)
	if err != nil || c.Dictionary == nil || dictionary.Find(*c.Dictionary) != nil {
		return
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "warning: this program does not hold the dictionary that the charter names, %s; messages go without compression\n", c.Dictionary)
}

// adoption reads all files; the charter and its signatures are checked by the node.
func adoption(parties []string, text string, signatures []string) (node.Adoption, error) {
	_, edition, err := readCharter(text)
	if err != nil {
		return node.Adoption{}, err
	}
	a := node.Adoption{Text: edition, Who: who("")}
	for _, path := range parties {
		b, err := readFile(path, charter.MaxPartyFile)
		if err != nil {
			return a, err
		}
		if _, err := charter.ParsePartyFile(b); err != nil {
			return a, inFile(path, err)
		}
		a.Parties = append(a.Parties, b)
	}
	for _, path := range signatures {
		b, err := readFile(path, maxSignatureFile)
		if err != nil {
			return a, err
		}
		lines := signatureLines(string(b))
		if len(lines) == 0 {
			return a, parley.Errorf(parley.CodeBadCharter, "%s holds no signature", path)
		}
		a.Signatures = append(a.Signatures, lines...)
	}
	return a, nil
}

func signatureLines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			out = append(out, line+"\n")
		}
	}
	return out
}
