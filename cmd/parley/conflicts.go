package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"parley/form"
	"parley/internal/node"
)

func conflictsCommand() *cobra.Command {
	var asJSON bool
	var q node.ConflictQuery
	cmd := &cobra.Command{
		Use:   "conflicts --dir DIR",
		Short: "List notices of different parties that meet, or come near each other, in area, height and time",
		Long: "List the notices of different parties that meet, or come nearer to each other than the charter's margins, in area,\n" +
			"height and time: how far apart they are, what they share of time, and what the author of the later one had of the\n" +
			"earlier one on its record when it sent it. Each party reckons this from the notices that it holds, and two that hold\n" +
			"the same find the same. It is no finding about anybody, and stops nothing.",
		Example: "  parley conflicts --dir north\n  parley conflicts --dir north --party south --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			q.Who = who("")
			if q.Notice != "" {
				id, err := whole(cmd.Context(), api, q.Notice)
				if err != nil {
					return err
				}
				q.Notice = id.String()
			}
			v, err := api.Conflicts(cmd.Context(), q)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), v, true)
			}
			for _, c := range v.Conflicts {
				printConflict(cmd.OutOrStdout(), c)
			}
			printLeft(cmd.ErrOrStderr(), v.Left, v.More)
			return nil
		},
	}
	cmd.Flags().StringVar(&q.Party, "party", "", "those in which one of the two notices is this party's")
	cmd.Flags().StringVar(&q.Notice, "notice", "", "those of one notice, by the id of any of its messages")
	jsonFlag(cmd, &asJSON)
	charterFlag(cmd, &q.Charter)
	directoryFlag(cmd)
	return cmd
}

// printConflict prints a conflict: how near, the two notices, and what is done about them.
func printConflict(w io.Writer, c node.ConflictView) {
	fmt.Fprintf(w, "%s; %s\n", nearness(c), sightWords(c))
	for _, n := range []node.ActiveNotice{c.One, c.Other} {
		fmt.Fprintf(w, "  %s\n", noticeLine(n))
	}
	printAbout(w, c)
}

// nearness says how near two notices come.
func nearness(c node.ConflictView) string {
	when := "both " + betweenWords(c.From, c.Until)
	switch {
	case c.Meets:
		return "they meet, " + when
	case c.Apart > 0:
		when = fmt.Sprintf("%s between their times", minutesWords(c.Apart))
	}
	return fmt.Sprintf("near: %d m between the areas, %s between the heights, %s", c.Metres, metresWords(c.Height), when)
}

func minutesWords(ms int64) string {
	if ms < 60_000 {
		return fmt.Sprintf("%d ms", ms)
	}
	return fmt.Sprintf("%d min", (ms+59_999)/60_000)
}

// metresWords writes centimetres as metres, without decimals where there are none.
func metresWords(cm int64) string {
	if cm%100 == 0 {
		return fmt.Sprintf("%d m", cm/100)
	}
	sign := ""
	if cm < 0 {
		sign, cm = "-", -cm
	}
	return fmt.Sprintf("%s%d.%02d m", sign, cm/100, cm%100)
}

func betweenWords(from, until *string) string {
	switch {
	case from == nil && until == nil:
		return "at any time"
	case from == nil:
		return "until " + dtgOf(*until)
	case until == nil:
		return "from " + dtgOf(*from)
	}
	return dtgOf(*from) + " to " + dtgOf(*until)
}

// sightWords says what the author of the later notice had of the earlier one.
func sightWords(c node.ConflictView) string {
	if c.Later == nil {
		return "the records held here do not say who had seen whose"
	}
	earlier := c.One.Party
	if earlier == *c.Later {
		earlier = c.Other.Party
	}
	words := map[string]string{node.SightOnRecord: "had it on record", node.SightEarlier: "had an earlier version of it on record", node.SightNot: "did not have it on record"}
	return fmt.Sprintf("%s sent the later one and %s of %s", *c.Later, words[c.Sight], earlier)
}

// noticeLine is a notice on one line.
func noticeLine(n node.ActiveNotice) string {
	s := fmt.Sprintf("%s  %s  %s", short(n.Notice), n.Party, oneLine(n.Title))
	if n.Reference != nil {
		s += "  " + *n.Reference
	}
	s += "  " + betweenWords(n.From, n.Until)
	if n.Floor != nil || n.Ceiling != nil {
		s += "  " + heightWords(n.Floor, n.Ceiling)
	}
	for _, p := range n.Places {
		if s += "  " + oneLine(p.Place); p.Kind == form.PlaceWords && n.Compared {
			s += " (words: compared with nothing)"
		}
	}
	if !n.Compared {
		s += "  (compared with nothing: no place or time that can be compared)"
	}
	if n.Exercise {
		s = "EXERCISE  " + s + "  EXERCISE"
	}
	return s
}

func heightWords(floor, ceiling *int64) string {
	switch {
	case floor == nil:
		return "up to " + metresWords(*ceiling)
	case ceiling == nil:
		return "from " + metresWords(*floor) + " up"
	}
	return metresWords(*floor) + " to " + metresWords(*ceiling)
}

// printLeft says what is not shown.
func printLeft(w io.Writer, left []node.LeftView, more bool) {
	if more {
		fmt.Fprintln(w, "there are more than are listed")
	}
	for _, l := range left {
		fmt.Fprintf(w, "of %s, %d messages under the charter %s were not looked at: it sent too many\n", l.Party, l.Messages, short(l.Charter))
	}
}

// warnConflicts says what a message would meet if it were released. It never stops it.
func warnConflicts(w io.Writer, all []node.ConflictView) {
	for _, c := range all {
		other := c.One
		if other.Own {
			other = c.Other
		}
		fmt.Fprintf(w, "warn: %s, with a notice of %s: %s\n", nearness(c), other.Party, noticeLine(other))
	}
}
