package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
)

func recordCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "record",
		Short:   "Check the records that this node holds",
		Example: "  parley record verify --dir north",
		Args:    noVerb,
		RunE:    func(cmd *cobra.Command, _ []string) error { return noVerb(cmd, nil) },
	}
	cmd.AddCommand(recordVerifyCommand())
	return cmd
}

func recordVerifyCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify --dir DIR",
		Short: "Check the own record, every mirror, every signature and every body",
		Long: "Check the own record and the mirror of every other party's: every leaf, hash, head and cosignature, every body and\n" +
			"its signatures, and every row and column that can be computed from them. What does not hold is named with its table,\n" +
			"message and party, and the exit status is 1. What parley rebuild mends is named \"by the record it is\".",
		Example: "  parley record verify --dir north\n  parley record verify --dir north --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			v, err := verified(cmd)
			if err != nil {
				return err
			}
			if asJSON {
				err = printJSON(cmd.OutOrStdout(), v, true)
			} else {
				printVerified(cmd.OutOrStdout(), v)
			}
			if err == nil && !v.OK {
				err = parley.Errorf(parley.CodeBadRecord, "%s", v.Outcome())
			}
			return err
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

// verified has the node check its records, or checks those of a stopped one, also where it is too damaged to be opened as
// a node.
func verified(cmd *cobra.Command) (v node.VerifyView, err error) {
	api, closeAPI, err := reachable(cmd)
	switch parley.CodeOf(err) {
	case parley.CodeBadRecord, parley.CodeBadCharter, parley.CodeBadSheet, parley.CodeBadEncoding, parley.CodeStorage:
		return verifiedStopped(cmd, err)
	}
	if err != nil {
		return v, err
	}
	defer closeAPI()
	if v, err = api.VerifyRecord(cmd.Context()); err != nil {
		return v, err
	}
	return v, api.Note(cmd.Context(), who(""), "verify", v.Outcome())
}

// verifiedStopped checks the database of a directory that no process serves. unopened is why it is no node's.
func verifiedStopped(cmd *cobra.Command, unopened error) (v node.VerifyView, err error) {
	dir, cfg, err := configOf(cmd)
	if err != nil {
		return v, err
	}
	lock, err := waitForLock(dir)
	if err != nil || lock == nil {
		return v, unopened
	}
	defer lock.Release()
	if !databaseThere(dir, cfg) {
		return v, unopened
	}
	db, err := openDatabase(dir, cfg)
	if err != nil {
		return v, unopened
	}
	defer db.Close()
	if v, err = node.Verify(cmd.Context(), cfg.Party, db); err != nil {
		return v, err
	}
	return v, noteIn(db, "verify", v.Outcome())
}

func printVerified(w io.Writer, v node.VerifyView) {
	for _, r := range v.Records {
		word := "holds"
		if !r.OK {
			word = "does not hold"
		}
		fmt.Fprintf(w, "%-12s  charter %s  %d leaves  %s\n", r.Party, short(r.Charter), r.Size, word)
		for _, e := range r.Errors {
			fmt.Fprintf(w, "  %s\n", oneLine(e))
		}
		for _, p := range r.Proofs {
			fmt.Fprintf(w, "  proof of a %s, found %s: %s\n", map[string]string{"fork": "fork", "date": "date that goes back"}[p.Kind], p.Found, short(p.Hash))
		}
	}
	for _, words := range v.Roots {
		fmt.Fprintln(w, oneLine(words))
	}
	for _, e := range v.Errors {
		fmt.Fprintln(w, oneLine(e))
	}
	if v.OK {
		fmt.Fprintln(w, v.Outcome())
	}
}
