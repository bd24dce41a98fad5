package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
)

func lineContactsCommand() *cobra.Command {
	var asJSON bool
	var to string
	cmd := &cobra.Command{
		Use:   "contacts --dir DIR --to PARTY",
		Short: "Say how another party is reached when its line is down",
		Long: "Say how another party is reached when its line is down: the numbers that both sides confirmed, and until when; those\n" +
			"that it listed and that are not confirmed; those of config.yaml; the next courier, and the next line test.",
		Example: "  parley line contacts --dir north --to south",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to == "" {
				return parley.Errorf(parley.CodeUsage, "name the party with --to")
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			v, err := api.Contacts(cmd.Context(), to)
			switch {
			case err != nil:
				return err
			case asJSON:
				return printJSON(cmd.OutOrStdout(), v, true)
			}
			printContacts(cmd.OutOrStdout(), v)
			return nil
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "the other party")
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

func printContacts(w io.Writer, v node.ContactsView) {
	for _, x := range v.Confirmed {
		fmt.Fprintf(w, "confirmed until %s  %s\n", *v.Until, numberWords(x))
	}
	for _, x := range v.Listed {
		fmt.Fprintf(w, "listed, not confirmed  %s\n", numberWords(x))
	}
	for _, s := range v.Own {
		fmt.Fprintf(w, "from config.yaml  %s\n", oneLine(s))
	}
	courier := "not known"
	switch {
	case v.Courier != nil && v.CourierAt != nil:
		courier = *v.CourierAt + "  " + oneLine(*v.Courier)
	case v.CourierAt != nil:
		courier = *v.CourierAt
	case v.Courier != nil:
		courier = oneLine(*v.Courier)
	}
	fmt.Fprintf(w, "next courier  %s\nnext line test  %s\n", courier, orNone(v.NextTest))
}

func numberWords(x node.NumberView) string {
	return oneLine(fmt.Sprintf("%s: %s, %s, %s, %s", x.Post, x.Number, x.Kind, x.Languages, x.Hours))
}

func orNone(at *string) string {
	if at == nil {
		return "none"
	}
	return *at
}
