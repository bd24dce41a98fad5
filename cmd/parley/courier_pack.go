package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
)

func courierPackCommand() *cobra.Command {
	var to, file, most string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "pack --dir DIR --to PARTY -o FILE [--max SIZE]",
		Short: "Pack all that a party has not received into files for a courier",
		Long: "Pack everything that the other party's record does not hold yet, as one sealed file, and with it what this node has\n" +
			"received and how much it holds, so that receipts go back the same way. What is packed stays in the queue: a line that\n" +
			"comes back sends it too, and whatever comes second does no harm. Where nothing waits, the file says what is held.\n\n" +
			"With --max SIZE no file is longer (bytes, or with K or M; at least 64K): further ones are named FILE-2, FILE-3 before\n" +
			"the ending. Each is of use alone; the more urgent goes first, and a long attachment goes in pieces over several.",
		Example: "  parley courier pack --dir north --to south -o stick.age\n  parley courier pack --dir north --to south -o stick.age --max 700K",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to == "" || file == "" {
				return parley.Errorf(parley.CodeUsage, "name the other party with --to and the new file with -o")
			}
			q := node.PackQuery{Party: parley.PartyID(to)}
			var err error
			if q.Max, err = sizeOf(most); err != nil {
				return err
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			files := &bundleFiles{first: file}
			v, err := api.PackCourier(cmd.Context(), q, who(""), files.next)
			if err != nil {
				files.discard()
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), v, true)
			}
			printPacked(cmd.OutOrStdout(), v, files.paths)
			return nil
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "the other party (required)")
	cmd.Flags().StringVarP(&file, "output", "o", "", "new file for the bundle (required)")
	cmd.Flags().StringVar(&most, "max", "", "longest file: bytes, or a number with K or M")
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

func printPacked(w io.Writer, v node.PackView, paths []string) {
	for i, b := range v.Bundles {
		fmt.Fprintf(w, "%s: bundle %d for %s, %d bytes\n", paths[i], b.Number, v.Party, b.Size)
	}
	fmt.Fprintf(w, "inside: messages %d, attachments %d, entries of the record %d\n", v.Messages, v.Attachments, v.Entries)
	if v.Messages+v.Attachments == 0 {
		fmt.Fprintf(w, "no message waits for %s; the file says what is held here\n", v.Party)
	}
	if v.TooLong > 0 {
		fmt.Fprintf(w, "left out, since no file of that size holds it: %d; pack with a larger --max\n", v.TooLong)
	}
}

// sizeOf reads a number of bytes; 0 where none is given.
func sizeOf(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	digits, unit := s, 1
	switch s[len(s)-1] {
	case 'K', 'k':
		digits, unit = s[:len(s)-1], 1<<10
	case 'M', 'm':
		digits, unit = s[:len(s)-1], 1<<20
	}
	n, err := strconv.ParseUint(digits, 10, 31)
	if err != nil || n == 0 || int(n) > 1<<40/unit {
		return 0, parley.Errorf(parley.CodeUsage, "--max %.40q is no size: write bytes, or a number with K or M, such as 700K", s)
	}
	return int(n) * unit, nil
}

// bundleFiles are the new files of one packing.
type bundleFiles struct {
	first string
	paths []string
	open  *os.File
}

// next makes the next file; none is overwritten.
func (b *bundleFiles) next() (io.WriteCloser, error) {
	path := b.first
	if n := len(b.paths) + 1; n > 1 {
		ext := filepath.Ext(path)
		path = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(path, ext), n, ext)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, parley.Errorf(parley.CodeDuplicate, "%s is there already and is not overwritten", path)
	}
	if err != nil {
		return nil, unwritable(path, err)
	}
	b.paths, b.open = append(b.paths, path), f
	return b, nil
}

// Write writes to the file that is open.
func (b *bundleFiles) Write(p []byte) (int, error) {
	n, err := b.open.Write(p)
	if err != nil {
		err = unwritable(b.open.Name(), err)
	}
	return n, err
}

// Close puts the file that is open on stable storage.
func (b *bundleFiles) Close() error {
	err := b.open.Sync()
	if closed := b.open.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = syncDirectory(filepath.Dir(b.open.Name()))
	}
	if err != nil {
		err = unwritable(b.open.Name(), err)
	}
	return err
}

// discard removes the files of a packing that failed.
func (b *bundleFiles) discard() {
	if b.open != nil {
		b.open.Close()
	}
	for _, path := range b.paths {
		os.Remove(path)
	}
}
