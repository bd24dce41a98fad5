package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/feed"
)

func feedCommand() *cobra.Command {
	var v feedVerb
	cmd := &cobra.Command{
		Use:   "feed --dir DIR --format ics|geojson|cap|notam|navarea [-o FILE]",
		Short: "Write the notices for a calendar, a map, or those who warn shipping and aviation",
		Long: "Write the notices as they stand, each with its last amendment or as cancelled, for programs that know nothing of this\n" +
			"one: ics (iCalendar, RFC 5545), geojson (RFC 7946; longer lines get more points, circles become polygons with their\n" +
			"radius beside them), cap (Common Alerting Protocol 1.2; one file for each notice, in the new directory that -o\n" +
			"names, unless --notice picks one), notam and navarea: texts for the office that publishes, to be numbered and\n" +
			"checked there. What a notice does not say is left out. A notice without what a format needs is left out as a whole, and\n" +
			"standard error says which and why.\n\n" +
			"No notice under a restricted charter is ever in a feed. What is written is for those who may read the charter's notices.",
		Example: "  parley feed --dir north --format ics -o notices.ics\n" +
			"  parley feed --dir north --format geojson --charter 3f0c\n" +
			"  parley feed --dir north --format cap -o alerts\n" +
			"  parley feed --dir north --format notam --fir ZZZZ --notice 4f0c66a1",
		Args: arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return v.run(cmd) },
	}
	fl := cmd.Flags()
	fl.StringVar(&v.format, "format", "", strings.Join(feed.Formats, ", ")+" (required)")
	fl.StringVar(&v.query.Notice, "notice", "", "one notice, by the id of any of its messages")
	fl.StringVar(&v.query.Lang, "lang", "", "language of the texts (default: English, else the first authentic one)")
	fl.StringVar(&v.options.FIR, "fir", "", "notam: the flight information region, four letters")
	fl.StringVar(&v.options.Series, "series", "", "notam: the series, one letter; the number is that of the human reference (default: no number)")
	fl.StringVar(&v.options.Navarea, "navarea", "", "navarea: the area, I to XXI (default: no number)")
	fl.StringVarP(&v.file, "output", "o", "", "new file, or for several notices in cap a new directory (default: standard output)")
	charterFlag(cmd, &v.query.Charter)
	directoryFlag(cmd)
	return cmd
}

type feedVerb struct {
	format, file string
	query        feed.Query
	options      feed.Options
}

func (v *feedVerb) run(cmd *cobra.Command) error {
	api, closeAPI, err := reachable(cmd)
	if err != nil {
		return err
	}
	defer closeAPI()
	v.query.Who = who("")
	g, err := feed.Gather(cmd.Context(), api, v.query)
	if err != nil {
		return err
	}
	v.options.Lang = g.Lang
	w, err := feed.Write(v.format, g.Notices, v.options)
	if err != nil {
		return err
	}
	if v.file == "" && len(w.Documents) != 1 {
		return parley.Errorf(parley.CodeUsage, "there are %d notices, and each is a file of its own: name a new directory with -o, or one notice with --notice", len(w.Documents))
	}
	if err := api.Note(cmd.Context(), who(""), "feed", fmt.Sprintf("%s: %d notices", v.format, len(g.Notices)-len(w.Left))); err != nil {
		return err
	}
	v.explain(cmd.ErrOrStderr(), g, w)
	return v.write(cmd.OutOrStdout(), w)
}

// explain says what is not in the feed.
func (v *feedVerb) explain(w io.Writer, g feed.Gathered, f feed.Written) {
	for _, title := range g.Restricted {
		fmt.Fprintf(w, "left out: the notices under the charter %q, which is restricted\n", oneLine(title))
	}
	if g.More {
		fmt.Fprintln(w, "left out: notices that are older than the last thousand of their form")
	}
	for _, l := range f.Left {
		fmt.Fprintf(w, "left out: the notice %s %s\n", short(l.ID), l.Why)
	}
}

func (v *feedVerb) write(out io.Writer, w feed.Written) error {
	if v.file == "" {
		_, err := out.Write(w.Documents[0])
		return err
	}
	if v.format != feed.Alert || len(w.Documents) == 1 && v.query.Notice != "" {
		return writeBytes(v.file, w.Documents[0])
	}
	if err := os.Mkdir(v.file, 0o700); err != nil {
		return unwritable(v.file, err)
	}
	for i, b := range w.Documents {
		if err := writeBytes(filepath.Join(v.file, w.Names[i]), b); err != nil {
			return err
		}
	}
	return nil
}
