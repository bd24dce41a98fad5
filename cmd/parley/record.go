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
			"its signatures. The exit status is 1 if one of them does not hold.",
		Example: "  parley record verify --dir north\n  parley record verify --dir north --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			v, err := api.VerifyRecord(cmd.Context())
			if err != nil {
				return err
			}
			if err := api.Note(cmd.Context(), who(""), "verify", verdict(v)); err != nil {
				return err
			}
			if asJSON {
				err = printJSON(cmd.OutOrStdout(), v, true)
			} else {
				printVerified(cmd.OutOrStdout(), v)
			}
			if err == nil && !v.OK {
				err = parley.Errorf(parley.CodeBadRecord, "%s", verdict(v))
			}
			return err
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

func verdict(v node.VerifyView) string {
	bad := 0
	for _, r := range v.Records {
		if !r.OK {
			bad++
		}
	}
	if v.OK {
		return fmt.Sprintf("all %d records hold", len(v.Records))
	}
	return fmt.Sprintf("%d of %d records do not hold", bad, len(v.Records))
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
	}
	if v.OK {
		fmt.Fprintln(w, verdict(v))
	}
}
