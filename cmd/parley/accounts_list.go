package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/accounts"
)

func accountsListCommand() *cobra.Command {
	var asJSON bool
	var at string
	cmd := &cobra.Command{
		Use:   "list --dir DIR [--at DATE]",
		Short: "List what accounts say of each channel, now or at a date",
		Long: "List what the accounts kept here say of each channel, now or at a date: what happened last, with whom the move would\n" +
			"be, how long it has been silent, and where accounts differ, each with the account that says so. Whose move it is\n" +
			"and how long a silence lasted is inferred from the events, where no account states it; each account is read no\n" +
			"further than to its own date. None of it is proved.",
		Example: "  parley accounts list --dir north\n  parley accounts list --dir north --at 2016-04 --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, _, err := configOf(cmd)
			if err != nil {
				return err
			}
			on, err := clockAt(at)
			if err != nil {
				return err
			}
			all, err := readImported(dir)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), importedViews(all, on), true)
			}
			for _, i := range all {
				if err := printImported(cmd.OutOrStdout(), i, on); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&at, "at", "", "date to list for: 2016, 2016-04 or 2016-04-20, to its end, in UTC (default now)")
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

// clockAt is the last moment of a date, or now where none is named.
func clockAt(text string) (time.Time, error) {
	if text == "" {
		return now().UTC(), nil
	}
	d, err := accounts.ParseDate(text)
	if err != nil {
		return time.Time{}, parley.Errorf(parley.CodeUsage, "--at %s", parley.SentenceOf(err))
	}
	return d.To.Add(-time.Millisecond), nil
}

// An importedView is one file of accounts and what it says at a moment.
type importedView struct {
	Name       string          `json:"name"`
	Mark       string          `json:"mark"`
	Proved     bool            `json:"proved"` // false, always
	Imported   string          `json:"imported"`
	SHA256     string          `json:"sha256"` // of the file
	Sources    []string        `json:"sources"`
	Events     int             `json:"events"`
	At         string          `json:"at"`
	Channels   []accounts.View `json:"channels"`
	Statements []string        `json:"statements"` // who ended what, as each account has it
}

func importedViews(all []accounts.Imported, at time.Time) []importedView {
	out := []importedView{}
	for _, i := range all {
		v := importedView{Name: i.Name, Mark: accounts.Mark, Imported: i.At.String(), SHA256: parley.Sum(i.Text).String(), Sources: []string{},
			Events: len(i.File.Events), At: parley.MillisOf(at).String(), Channels: accounts.Board([]accounts.Imported{i}, at), Statements: i.File.StatementLines()}
		for _, s := range i.File.Sources {
			v.Sources = append(v.Sources, s.String())
		}
		out = append(out, v)
	}
	return out
}

func printImported(w io.Writer, i accounts.Imported, at time.Time) error {
	fmt.Fprintf(w, "%s: %s, at %s; imported %s\n", accounts.Mark, i.Name, at.Format(time.DateOnly), i.At)
	for _, v := range accounts.Board([]accounts.Imported{i}, at) {
		printAccount(w, v)
	}
	for _, s := range i.File.StatementLines() {
		fmt.Fprintf(w, "  %s: who ended what: %s\n", accounts.Mark, oneLine(s))
	}
	return nil
}

// printAccount prints what accounts say of one channel, marked.
func printAccount(w io.Writer, v accounts.View) {
	beside := ""
	if v.Procedure != nil {
		beside = ", beside procedure " + *v.Procedure
	}
	for n, l := range v.Lines() {
		indent := "    "
		if n == 0 {
			indent = "  " + accounts.Mark + beside + ": "
		}
		fmt.Fprintf(w, "%s%s\n", indent, oneLine(l))
	}
}

// accountsNow is what the accounts in the directory say now.
func accountsNow(cmd *cobra.Command) ([]accounts.View, error) {
	dir, err := directoryOf(cmd)
	if err != nil {
		return nil, err
	}
	all, err := readImported(dir)
	return accounts.Board(all, now().UTC()), err
}

// beside picks the accounts that are shown beside a procedure.
func beside(all []accounts.View, procedure string) []accounts.View {
	out := []accounts.View{}
	for _, v := range all {
		if v.Procedure != nil && *v.Procedure == procedure {
			out = append(out, v)
		}
	}
	return out
}

// printAccounts prints them after what is on record, where there are any.
func printAccounts(w io.Writer, all []accounts.View) {
	if len(all) > 0 {
		fmt.Fprintln(w, "What outsiders say")
	}
	for _, v := range all {
		printAccount(w, v)
	}
}
