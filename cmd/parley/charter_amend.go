package main

import (
	"time"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/node"
)

func charterAmendCommand() *cobra.Command {
	var parties []string
	var name, file string
	cmd := &cobra.Command{
		Use:   "amend --dir DIR [-o FILE]",
		Short: "Draft the next edition of the charter in force, as YAML",
		Long: "Draft the next edition of the charter in force, as YAML: the same text with the next number, in force from this\n" +
			"minute, which the parties then edit. Who joins is given with --party. Every party signs the new edition as it signed\n" +
			"the first (parley charter sign) and adopts it when it likes (parley charter adopt): until then it writes under the\n" +
			"edition before, and nothing is lost.",
		Example: "  parley charter amend --dir north -o edition-2.yaml\n" +
			"  parley charter amend --dir north --party east.yaml -o edition-2.yaml",
		Args: arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var joining []charter.PartyFile
			if len(parties) > 0 {
				var err error
				if joining, err = partyFilesAt(parties); err != nil {
					return err
				}
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			text, err := api.Edition(cmd.Context(), name)
			if err != nil {
				return err
			}
			c, err := charter.Parse(text)
			if err != nil {
				return err
			}
			if _, err := checkedNow(); err != nil {
				return err
			}
			if c, err = withRoots(cmd, api, name, c, charter.EditionID(text)); err != nil {
				return err
			}
			next, err := charter.Amend(c, charter.EditionID(text), parley.MillisOf(now().Truncate(time.Minute)), joining)
			if err == nil {
				_, err = form.Compile(next)
			}
			if err != nil {
				return err
			}
			if file != "" {
				return writeBytes(file, next.Encode())
			}
			_, err = cmd.OutOrStdout().Write(next.Encode())
			return err
		},
	}
	cmd.Flags().StringArrayVar(&parties, "party", nil, "party file of a party that joins; give it once for each")
	cmd.Flags().StringVarP(&file, "output", "o", "", "new file for the draft (default standard output)")
	charterFlag(cmd, &name)
	directoryFlag(cmd)
	return cmd
}

// withRoots returns an edition with the roots that have replaced those in its text.
func withRoots(cmd *cobra.Command, api node.API, name string, c *charter.Charter, id parley.Hash) (*charter.Charter, error) {
	statements, err := api.RootChanges(cmd.Context(), name)
	if err != nil {
		return nil, err
	}
	var changes []*charter.RootChange
	for _, b := range statements {
		x, err := charter.ParseRootChange(b)
		if err != nil {
			return nil, err
		}
		changes = append(changes, x)
	}
	return c.After(id, changes), nil
}
