package main

import (
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"parley/internal/keystore"
)

// sealName is the file, among the daily keys, with the identity that opens what is sealed to this party.
const sealName = "seal.txt"

func courierCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "courier",
		Short: "Send and take messages in a file, by hand, where no line is left",
		Long: "Send and take messages in files that go by hand: on a stick, by a messenger, through anybody's mail. A bundle is\n" +
			"sealed to the other party and signed inside by this node's link key. It may be lost, doubled, late or overtaken: pack\n" +
			"again, import again, in any order. Receipts and acknowledgements come back in the bundle that the other side packs.",
		Example: "  parley courier pack --dir north --to south -o stick.age\n  parley courier import --dir south stick.age",
		Args:    noVerb,
		RunE:    func(cmd *cobra.Command, _ []string) error { return noVerb(cmd, nil) },
	}
	cmd.AddCommand(courierPackCommand(), courierImportCommand())
	return cmd
}

// unseal opens what is sealed to the party of a directory.
func unseal(dir string, from io.Reader) (io.Reader, error) {
	path := filepath.Join(dir, keysName, sealName)
	identity, _, err := keystore.ReadSeal(path, passphraseFor(path))
	if err != nil {
		return nil, err
	}
	return keystore.Unseal(from, identity)
}
