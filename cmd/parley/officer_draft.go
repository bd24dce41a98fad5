package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/config"
	"parley/internal/node"
	"parley/officer"
)

// An actMaker makes a roster act and has those who are at hand sign it.
type actMaker struct {
	charter, root, agent, out string
	noRoot                    bool
	files                     []string

	cfg  *config.Config
	view node.RosterView
}

func (m *actMaker) flags(cmd *cobra.Command) {
	fl := cmd.Flags()
	m.signerFlags(cmd)
	fl.BoolVar(&m.noRoot, "no-root", false, "the root does not sign: administrators do, whose keys are with the agent or who sign later")
	fl.StringVarP(&m.out, "out", "o", "", "write the act to a file, for others to sign, and enter nothing")
	charterFlag(cmd, &m.charter)
	directoryFlag(cmd)
}

func (m *actMaker) signerFlags(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&m.root, "root", "", "file of the root key, or agent:SOCKET (default as parley init set it)")
	fl.StringSliceVar(&m.files, "sign", nil, "officer's key file that signs: of an administrator, or of a key that is added; give it once for each")
	fl.StringVar(&m.agent, "agent", "", "socket of an SSH agent, with which keys of administrators and keys that are added sign; env: $SSH_AUTH_SOCK")
}

// agentTouch is how long an agent may take: a security key waits for a touch.
const agentTouch = time.Minute

// make has entries made from the roster in force, signs them, and enters the act or writes it to a file. keys are those
// that it adds and whose private half is at hand.
func (m *actMaker) make(cmd *cobra.Command, entries func(node.API) ([]officer.Entry, []givenKey, error)) error {
	_, cfg, err := configOf(cmd)
	if err != nil {
		return err
	}
	m.cfg = cfg
	api, closeAPI, err := reachable(cmd)
	if err != nil {
		return err
	}
	defer closeAPI()
	if m.view, err = api.Roster(cmd.Context(), m.charter, ""); err != nil {
		return err
	}
	all, keys, err := entries(api)
	if err != nil {
		return err
	}
	g, err := m.draft(all)
	if err != nil {
		return err
	}
	signers, err := m.signers(g, keys)
	if err == nil {
		err = signAct(g, signers)
	}
	if err != nil {
		return err
	}
	if m.out != "" {
		return m.write(cmd.OutOrStdout(), g)
	}
	return enterAct(cmd.Context(), cmd.OutOrStdout(), api, g)
}

// draft makes the act that follows the page in force.
func (m *actMaker) draft(entries []officer.Entry) (*officer.Gathering, error) {
	at, err := checkedNow()
	if err != nil {
		return nil, err
	}
	charter, err := parley.ParseHash(m.view.Charter)
	if err != nil {
		return nil, err
	}
	previous, err := parley.ParseHash(m.view.PageHash)
	if err != nil {
		return nil, err
	}
	if m.view.Time != nil {
		last, err := parley.ParseMillis(*m.view.Time)
		if err != nil {
			return nil, err
		}
		at = max(at, last)
	}
	a := &officer.Act{Party: m.cfg.Party, Charter: charter, Number: m.view.Page + 1, Time: at, Previous: previous, Entries: entries}
	return officer.Gather((&officer.Gathering{Act: a}).Encode())
}

// enterAct hands an act to the node, if every key that it adds has signed it.
func enterAct(ctx context.Context, w io.Writer, api node.API, g *officer.Gathering) error {
	for _, k := range g.Unproved() {
		return parley.Errorf(parley.CodeBadRoster, "the key %s that the act adds has not signed it; write the act to a file with -o, and have it signed: parley officer sign FILE", k.ID())
	}
	v, err := api.EnterRosterAct(ctx, node.ActEntering{Act: g.Encode(), Who: who("")})
	if err != nil {
		return err
	}
	said := "is entered"
	if v.Repeated {
		said = "stood in the record already"
	}
	_, err = fmt.Fprintf(w, "%s\nroster act %d of %s %s\n", g.Act.Words(), v.Number, g.Act.Party, said)
	return err
}
