package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
)

// sheetPage is the sheet in force as --json prints it.
type sheetPage struct {
	Party     string   `json:"party"`
	Number    uint64   `json:"number"`
	Time      string   `json:"time"`
	Hash      string   `json:"hash"`
	Log       string   `json:"log"`
	Cosigner  string   `json:"cosigner"`
	Link      string   `json:"link"`
	Duty      string   `json:"duty"`
	Operators []string `json:"operators"`
	Addresses []string `json:"addresses"`
}

func sheetShowCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "show --dir DIR",
		Short:   "Show this party's sheet: its number, keys by their ids, and addresses",
		Example: "  parley sheet show --dir north\n  parley sheet show --dir north --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, _, err := configOf(cmd)
			if err != nil {
				return err
			}
			pf, s, err := ownSheet(dir)
			if err != nil {
				return err
			}
			id := func(key []byte) string { return parley.KeyIDOf(key).String() }
			v := sheetPage{Party: string(s.Party), Number: s.Number, Time: s.Time.String(), Hash: charter.SheetHash(pf.Sheet).String(), Log: id(s.Log),
				Cosigner: id(s.Cosigner), Link: id(s.Link), Duty: id(s.Duty), Operators: []string{}, Addresses: append([]string{}, s.Addresses...)}
			for _, o := range s.Operators {
				v.Operators = append(v.Operators, string(o.Post)+" "+id(o.Key))
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), v, true)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "sheet %d of %s, %s\nlog        %s\ncosigner   %s\nlink       %s\nduty       %s\noperators  %s\naddresses  %s\n",
				v.Number, v.Party, v.Time, v.Log, v.Cosigner, v.Link, v.Duty, strings.Join(v.Operators, ", "), strings.Join(v.Addresses, ", "))
			return err
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}
