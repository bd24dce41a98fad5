package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/config"
	"parley/internal/node"
)

func doctorCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor --dir DIR",
		Short: "Examine a node and say what is wrong and what to do",
		Long: "Examine a node, running or stopped: clock, disk, keys, ports, the database and its server, backups, and the path\n" +
			"to each address of each other party. Each finding is ok, warn or bad, with what to do about it. The path is tried\n" +
			"with a key of nobody, so that a line that is up stays up; the other side counts a stranger. The whole database is\n" +
			"read. The exit status is 1 where a finding is bad.",
		Example: "  parley doctor --dir north\n  parley doctor --dir north --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, cfg, err := configOf(cmd)
			if err != nil {
				return err
			}
			d := &doctor{dir: dir, config: cfg}
			d.examine(cmd)
			if asJSON {
				err = printJSON(cmd.OutOrStdout(), d.findings, true)
			} else {
				err = d.print(cmd.OutOrStdout())
			}
			if bad := d.count(stateBad); err == nil && bad > 0 {
				err = parley.Errorf(parley.CodeNoNode, "%d of %d findings are bad", bad, len(d.findings))
			}
			return err
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

// The states of a finding.
const (
	stateOK   = "ok"
	stateWarn = "warn"
	stateBad  = "bad"
)

// A finding is one thing that was looked at.
type finding struct {
	Check    string  `json:"check"`
	State    string  `json:"state"`
	Sentence string  `json:"sentence"`
	Do       *string `json:"do"` // null where there is nothing to do
}

// A doctor examines one node.
type doctor struct {
	dir      string
	config   *config.Config
	findings []finding
}

func (d *doctor) ok(check, format string, args ...any) {
	d.findings = append(d.findings, finding{check, stateOK, fmt.Sprintf(format, args...), nil})
}

func (d *doctor) find(state, check, do, format string, args ...any) {
	d.findings = append(d.findings, finding{check, state, fmt.Sprintf(format, args...), &do})
}

func (d *doctor) count(state string) (n int) {
	for _, f := range d.findings {
		if f.State == state {
			n++
		}
	}
	return n
}

// examine looks at everything, first at what needs no node.
func (d *doctor) examine(cmd *cobra.Command) {
	d.keys()
	d.agents()
	d.highWater()
	d.disk()
	d.certificate()
	d.server(cmd.Context())
	api, done, err := reachable(cmd)
	if err != nil {
		d.find(stateBad, "node", "mend what the sentence names, then run parley doctor again", "%s", parley.SentenceOf(err))
		return
	}
	defer done()
	v, err := api.Checkup(cmd.Context())
	if err != nil {
		d.find(stateBad, "database", "restore the last backup: parley restore", "%s", parley.SentenceOf(err))
		return
	}
	d.database(v)
	d.ports(cmd.Context(), v.Running)
	d.records(v)
	d.backups(cmd.Context(), api)
	d.journal(cmd.Context(), api)
	lines := d.lines(cmd.Context(), api, v.Running)
	d.peers(cmd.Context(), v, lines)
	d.alarms(cmd.Context(), api, v.Running)
	d.alerts(v)
}

// lines returns the state of each line by party, and holds the clock against the peers'.
func (d *doctor) lines(ctx context.Context, api node.API, running bool) map[string]node.LineView {
	by := map[string]node.LineView{}
	if !running {
		return by
	}
	all, err := api.Lines(ctx)
	if err != nil {
		d.find(stateBad, "lines", "see the log of parley serve", "%s", parley.SentenceOf(err))
	}
	for _, l := range all {
		by[l.Party] = l
		d.offset(l)
		d.line(l)
	}
	return by
}

func (d *doctor) print(w io.Writer) error {
	for _, f := range d.findings {
		if _, err := fmt.Fprintf(w, "%-4s  %-10s  %s\n", f.State, f.Check, oneLine(f.Sentence)); err != nil {
			return err
		}
		if f.Do != nil {
			if _, err := fmt.Fprintf(w, "                  do: %s\n", oneLine(*f.Do)); err != nil {
				return err
			}
		}
	}
	return nil
}
