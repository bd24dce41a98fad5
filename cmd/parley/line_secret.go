package main

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
	"parley/narrow"
)

func lineSecretCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "secret",
		Short: "Make or enter a secret of a line, for bearers that never meet over TLS",
		Long: "A line over a radio or a modem needs, besides the keys of both parties, a secret that both hold. Where two nodes meet\n" +
			"over TLS they take one from such sessions by themselves. Where they never do, one party makes a secret, hands it to\n" +
			"the other on paper or reads it aloud when the charter is signed, and the other enters it. A new one takes the place\n" +
			"of the one before. It protects what is recorded today from whoever breaks X25519 some day: burn the paper.",
		Example: "  parley line secret make --dir north --to south\n  parley line secret enter --dir south --to north < paper.txt",
		Args:    arguments(0, 0, "no arguments"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(lineSecretMakeCommand(), lineSecretEnterCommand())
	return cmd
}

func lineSecretMakeCommand() *cobra.Command {
	var q node.LineQuery
	cmd := &cobra.Command{
		Use:   "make --dir DIR --to PARTY",
		Short: "Make a secret, keep it, and print it once",
		Long: "Make a secret of 32 bytes, keep it for the line to PARTY, and print it: four lines of four groups, each with two check\n" +
			"digits. It is not shown again.",
		Example: "  parley line secret make --dir north --to south > paper.txt",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			secret := make([]byte, narrow.SecretSize)
			if _, err := rand.Read(secret); err != nil {
				return err
			}
			v, err := keepSecret(cmd, q, secret)
			if err != nil {
				return err
			}
			fmt.Fprint(cmd.OutOrStdout(), secretText(secret))
			fmt.Fprintf(cmd.OutOrStdout(), "kept for the line to %s, as %s\n", v.Party, v.ID)
			return nil
		},
	}
	lineFlags(cmd, &q)
	directoryFlag(cmd)
	return cmd
}

func lineSecretEnterCommand() *cobra.Command {
	var q node.LineQuery
	cmd := &cobra.Command{
		Use:     "enter --dir DIR --to PARTY",
		Short:   "Enter the secret that the other party made, from standard input",
		Long:    "Read the four lines that parley line secret make printed at the other party, and keep the secret for the line to\nPARTY. Both sides then show the same eight digits behind \"as\".",
		Example: "  parley line secret enter --dir south < paper.txt",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			secret, err := readSecret(cmd.InOrStdin())
			if err != nil {
				return err
			}
			v, err := keepSecret(cmd, q, secret)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "kept for the line to %s, as %s\n", v.Party, v.ID)
			return nil
		},
	}
	lineFlags(cmd, &q)
	directoryFlag(cmd)
	return cmd
}

func lineFlags(cmd *cobra.Command, q *node.LineQuery) {
	cmd.Flags().StringVar(&q.Party, "to", "", "the party at the other end; needed where there are several")
	cmd.Flags().StringVar(&q.Charter, "charter", "", "charter, where the node has several: its id or the first digits of it")
}

func keepSecret(cmd *cobra.Command, q node.LineQuery, secret []byte) (v node.LineSecretView, err error) {
	api, closeAPI, err := reachable(cmd)
	if err != nil {
		return v, err
	}
	defer closeAPI()
	return api.KeepLineSecret(cmd.Context(), node.LineSecretGiven{LineQuery: q, Secret: secret, Who: who("")})
}

const secretRow = 8 // bytes of a secret in one line

// secretText writes a secret in lines of four groups of four digits and two check digits.
func secretText(secret []byte) string {
	var b strings.Builder
	for row := 0; row*secretRow < len(secret); row++ {
		part := secret[row*secretRow : (row+1)*secretRow]
		text := hex.EncodeToString(part)
		fmt.Fprintf(&b, "%d  %s %s %s %s  %s\n", row+1, text[:4], text[4:8], text[8:12], text[12:], checkDigits(row, part))
	}
	return b.String()
}

// checkDigits are two digits by which a line that was heard or copied wrong shows.
func checkDigits(row int, part []byte) string {
	h := sha256.Sum256(append([]byte{byte(row + 1)}, part...))
	return hex.EncodeToString(h[:1])
}

// readSecret reads what secretText writes, in capital or small letters.
func readSecret(r io.Reader) (secret []byte, err error) {
	in := bufio.NewScanner(io.LimitReader(r, 4096))
	for len(secret) < narrow.SecretSize && in.Scan() {
		fields := strings.Fields(strings.ToLower(in.Text()))
		if len(fields) == 0 {
			continue
		}
		row := len(secret)/secretRow + 1
		if len(fields) != 6 || fields[0] != fmt.Sprint(row) {
			return nil, parley.Errorf(parley.CodeUsage, "line %d of the secret is not its number, four groups of four digits and two check digits", row)
		}
		part, err := hex.DecodeString(strings.Join(fields[1:5], ""))
		if err != nil || len(part) != secretRow || checkDigits(row-1, part) != fields[5] {
			return nil, parley.Errorf(parley.CodeUsage, "line %d of the secret is not as it was made: a digit is wrong", row)
		}
		secret = append(secret, part...)
	}
	if len(secret) < narrow.SecretSize {
		return nil, parley.Errorf(parley.CodeUsage, "the secret has four lines; %d came", len(secret)/secretRow)
	}
	return secret, nil
}
