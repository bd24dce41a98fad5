// Command parley-verify checks an evidence file for somebody who trusts neither party and has no node.
//
// It reads one file and needs nothing else but the fingerprint of the charter, which its reader must have from the
// parties themselves or from a place that both recognise: the file brings its own charter, and whoever made the file
// could have made that up too. It imports only the packages that the spec describes, so an auditor can read all of it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"parley"
	"parley/record"
	"parley/verdict"
)

// Exit statuses [REC-32].
const (
	exitVerified   = 0
	exitFails      = 1
	exitUsage      = 2
	exitConsistent = 3
	exitUnreleased = 4
)

const usage = `usage: parley-verify [--charter FINGERPRINT] FILE

Checks an evidence file and says what it proves and what it does not. FILE may be - for standard input.
FINGERPRINT is the sixty digits of any edition of the charter, in groups of five or not, as
"parley charter fingerprint" prints them. Have it from the parties, not from whoever gave you the file.

Exit status: 0 verified against the charter that you named; 1 does not verify; 2 wrong usage, or the
file cannot be read; 3 consistent in itself, but no charter was named; 4 verified, and the message
that it is about was not released as its author's roster and the charter ask.

Example:
  parley-verify --charter "48213 00571 93320 18446 74407 37095 51615 60221 40760 31415 92653 58979" flash.evidence
`

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is the whole command; it returns the exit status.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	flags := flag.NewFlagSet("parley-verify", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	fingerprint := flags.String("charter", "", "")
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(out, usage)
		return exitVerified
	}
	if err != nil || flags.NArg() != 1 {
		fmt.Fprint(errs, usage)
		return exitUsage
	}
	named := false
	flags.Visit(func(f *flag.Flag) { named = named || f.Name == "charter" })
	if named && *fingerprint == "" {
		fmt.Fprintln(errs, "parley-verify: the fingerprint after --charter is empty")
		return exitUsage
	}
	b, err := read(flags.Arg(0), in)
	if err != nil {
		fmt.Fprintf(errs, "parley-verify: the file cannot be read: %v\n", err)
		return exitUsage
	}
	r, err := verdict.Check(b, *fingerprint)
	if err != nil {
		fmt.Fprintf(errs, "parley-verify: %s\n", parley.SentenceOf(err))
		return exitUsage
	}
	verdict.Print(out, r)
	return status(r)
}

// read returns the bytes of the file, or of in for "-", and no more than one byte over the limit of an evidence file.
func read(path string, in io.Reader) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(io.LimitReader(in, record.MaxEvidence+1))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, record.MaxEvidence+1))
}

func status(r *record.Report) int {
	switch {
	case r.Verdict == record.Verified && r.NotReleased != "":
		return exitUnreleased
	case r.Verdict == record.Verified:
		return exitVerified
	case r.Verdict == record.Consistent:
		return exitConsistent
	}
	return exitFails
}
