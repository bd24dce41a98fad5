package main

import (
	"bytes"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/internal/node"
	"parley/wire"
)

func charterNoteCommand() *cobra.Command {
	var name string
	var edition uint64
	cmd := &cobra.Command{
		Use:   "note --dir DIR",
		Short: "Print an edition with its signatures, as a signed note",
		Long: "Print an edition that is held here with the signatures of all its parties, as a C2SP signed note: the text, an empty\n" +
			"line, and a line for each party. A party that joins by a later edition is given the note of every one before it.",
		Example: "  parley charter note --dir north --edition 1 > edition-1.note",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			all, err := api.Editions(cmd.Context(), name)
			if err != nil {
				return err
			}
			if edition == 0 {
				edition = uint64(len(all))
			}
			if edition > uint64(len(all)) {
				return parley.Errorf(parley.CodeNotFound, "edition %d is not held here; there are %d", edition, len(all))
			}
			_, err = cmd.OutOrStdout().Write(noteOf(all[edition-1]))
			return err
		},
	}
	cmd.Flags().Uint64Var(&edition, "edition", 0, "number of the edition (default the last one held)")
	charterFlag(cmd, &name)
	directoryFlag(cmd)
	return cmd
}

func noteOf(e node.EditionFile) []byte {
	b := append(bytes.Clone(e.Text), '\n')
	for _, l := range e.Signatures {
		b = append(append(b, bytes.TrimSuffix([]byte(l), []byte("\n"))...), '\n')
	}
	return b
}

// readNotes reads editions with their signatures.
func readNotes(paths []string) (out []node.EditionFile, err error) {
	for _, path := range paths {
		b, err := readFile(path, wire.MaxCharter+maxSignatureFile)
		if err != nil {
			return nil, err
		}
		if bytes.HasPrefix(b, []byte(charter.RootTitle+"\n")) {
			out = append(out, node.EditionFile{Text: b})
			continue
		}
		text, lines, ok := bytes.Cut(b, []byte("\n\n"))
		if !ok {
			return nil, parley.Errorf(parley.CodeBadCharter, "%s is no signed note: a text, an empty line, and signatures", path)
		}
		out = append(out, node.EditionFile{Text: append(text, '\n'), Signatures: signatureLines(string(lines))})
	}
	return out, nil
}
