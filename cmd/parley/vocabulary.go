package main

import (
	"io"

	"github.com/spf13/cobra"

	"parley/charter"
)

// vocabularyCommand makes a verb that lists what the edition in force names. view returns what is printed, all of it for the
// name "", and print prints it for people.
func vocabularyCommand(name, what, example string, view func(c *charter.Charter, name string) (any, error), print func(w io.Writer, v any, one bool)) *cobra.Command {
	var asJSON bool
	var which string
	cmd := &cobra.Command{
		Use:     name + " --dir DIR [NAME]",
		Short:   what,
		Long:    what + ".\nIt is the edition of the charter that is in force here.",
		Example: example,
		Args:    arguments(0, 1, "one name, or none"),
		RunE: func(cmd *cobra.Command, args []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			text, err := api.Edition(cmd.Context(), which)
			if err != nil {
				return err
			}
			c, err := charter.Parse(text)
			if err != nil {
				return err
			}
			one := ""
			if len(args) == 1 {
				one = args[0]
			}
			v, err := view(c, one)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), v, true)
			}
			print(cmd.OutOrStdout(), v, one != "")
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	charterFlag(cmd, &which)
	directoryFlag(cmd)
	return cmd
}
