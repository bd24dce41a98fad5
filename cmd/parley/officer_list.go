package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
)

func officerListCommand() *cobra.Command {
	var asJSON bool
	var charter, party string
	cmd := &cobra.Command{
		Use:     "list --dir DIR",
		Short:   "List the officers of this party, or of another, by its record",
		Example: "  parley officer list --dir north\n  parley officer list --dir north --party south --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			v, err := rosterOf(cmd, charter, party)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), v, true)
			}
			printRoster(cmd.OutOrStdout(), v)
			return nil
		},
	}
	rosterFlags(cmd, &charter, &party, &asJSON)
	return cmd
}

func rosterFlags(cmd *cobra.Command, charter, party *string, asJSON *bool) {
	cmd.Flags().StringVar(party, "party", "", "party whose roster it is (default this one)")
	charterFlag(cmd, charter)
	jsonFlag(cmd, asJSON)
	directoryFlag(cmd)
}

func rosterOf(cmd *cobra.Command, charter, party string) (v node.RosterView, err error) {
	api, closeAPI, err := reachable(cmd)
	if err != nil {
		return v, err
	}
	defer closeAPI()
	return api.Roster(cmd.Context(), charter, party)
}

func printRoster(w io.Writer, v node.RosterView) {
	if v.Number == 0 {
		fmt.Fprintf(w, "%s has no roster: the operator keys of its sheet sign\n", v.Party)
		return
	}
	fmt.Fprintf(w, "roster of %s, act %d of %s; %d administrators sign an act that the root does not sign\n", v.Party, v.Number, dtgOf(*v.Time), v.Quorum)
	for _, o := range v.Officers {
		fmt.Fprintf(w, "%-16s  %-8s  %s%s\n", o.ID, o.State, postsLine(o), nameLine(o))
	}
}

func postsLine(o node.OfficerView) string {
	var all []string
	for _, p := range o.Posts {
		all = append(all, p.Post+"="+strings.Join(p.Rights, ","))
	}
	return strings.Join(all, " ")
}

func nameLine(o node.OfficerView) string {
	if o.Name == nil {
		return ""
	}
	return "  " + oneLine(*o.Name)
}

func officerShowCommand() *cobra.Command {
	var asJSON bool
	var charter, party string
	cmd := &cobra.Command{
		Use:     "show OFFICER --dir DIR",
		Short:   "Show one officer, with every key that the officer has or had",
		Example: "  parley officer show duty-1 --dir north\n  parley officer show duty-1 --dir north --json",
		Args:    arguments(1, 1, "the officer's id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			v, err := rosterOf(cmd, charter, party)
			if err != nil {
				return err
			}
			o, err := officerNamed(v, args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), o, true)
			}
			printOfficer(cmd.OutOrStdout(), o)
			return nil
		},
	}
	rosterFlags(cmd, &charter, &party, &asJSON)
	return cmd
}

func officerNamed(v node.RosterView, id string) (node.OfficerView, error) {
	for _, o := range v.Officers {
		if o.ID == id {
			return o, nil
		}
	}
	return node.OfficerView{}, parley.Errorf(parley.CodeNotFound, "the roster of %s has no officer %.40q", v.Party, id)
}

func administers(o node.OfficerView) bool {
	return slices.ContainsFunc(o.Posts, func(p node.RightsView) bool { return slices.Contains(p.Rights, "administer") })
}

func printOfficer(w io.Writer, o node.OfficerView) {
	until := "until revoked"
	if o.Until != nil {
		until = "until " + dtgOf(*o.Until)
	}
	fmt.Fprintf(w, "officer %s%s\n%s, from %s, %s\nposts  %s\n", o.ID, nameLine(o), o.State, dtgOf(o.From), until, postsLine(o))
	for _, k := range o.Keys {
		state := "in force"
		if !k.InForce {
			state = "signs no more"
		}
		if k.Compromised != nil {
			state += ", declared compromised since " + dtgOf(*k.Compromised)
		}
		fmt.Fprintf(w, "key    %s  %-8s  %s\n", k.ID, k.Kind, state)
	}
}
