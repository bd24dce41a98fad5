package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
	"parley/officer"
	"parley/wire"
)

func watchCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Take the watch of a post, hand it over, read the watch log",
		Long: "The watch is an officer's turn at a post. He takes it, and hands it over with a sheet that the node writes: what nobody\n" +
			"has acknowledged, the clocks that end within a day, drafts, lines that are not up, the last line tests, and his notes.\n" +
			"Where the record has a roster with officers for the post, both sign the sheet; else it names two users and is not\n" +
			"signed. Watches are this party's own business and never leave the node.",
		Example: "  parley watch take --dir north\n  parley watch hand --dir north --notes 'Southmark calls back at 0400Z'\n  parley watch log --dir north",
		Args:    noVerb,
		RunE:    func(cmd *cobra.Command, _ []string) error { return noVerb(cmd, nil) },
	}
	cmd.AddCommand(watchTakeCommand(), watchHandCommand(), watchLogCommand())
	return cmd
}

// A watchVerb is what the verbs that change a watch have in common.
type watchVerb struct {
	post string
	by   speaker
	yes  bool
}

func (v *watchVerb) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&v.post, "post", "", "post of which the watch is (default: the only one)")
	v.by.flags(cmd)
	cmd.Flags().BoolVar(&v.yes, "yes", false, "do not ask on a terminal before signing")
	directoryFlag(cmd)
}

// at returns the post, and the watch that goes on there.
func (v *watchVerb) at(ctx context.Context, api node.API) (node.Who, *node.WatchView, error) {
	all, err := api.Posts(ctx)
	if err != nil {
		return node.Who{}, nil, err
	}
	var names []parley.PostID
	for _, p := range all {
		names = append(names, parley.PostID(p.Post))
	}
	if v.post == "" && len(names) > 1 {
		return node.Who{}, nil, parley.Errorf(parley.CodeAmbiguous, "say with --post which one: %s", join(names))
	}
	post, err := choosePost(names, v.post)
	for _, p := range all {
		if p.Post == string(post) {
			return who(post), p.Watch, err
		}
	}
	return who(post), nil, err
}

// sign has the officer sign the sheet of a watch. Without an officer there is no signature, and the node says whether it
// wants one.
func (v *watchVerb) sign(cmd *cobra.Command, api node.API, w node.WatchView, use, question string) (signature []byte, duress bool, err error) {
	fmt.Fprint(cmd.ErrOrStderr(), visible(*w.Sheet))
	if !v.yes {
		if err := consent(cmd.InOrStdin(), cmd.ErrOrStderr(), "\n"+question+" Type yes: "); err != nil {
			return nil, false, err
		}
	}
	if !v.by.named() || w.Charter == nil {
		return nil, false, nil
	}
	keys, err := watchKeys(cmd.Context(), api, *w.Charter, v.by.officer)
	if err != nil {
		return nil, false, err
	}
	g, err := v.by.open(node.Prepared{Keys: keys})
	if err != nil {
		return nil, false, err
	}
	scope, err := parley.ParseHash(*w.Charter)
	if err != nil {
		return nil, false, err
	}
	s, err := g.signer.Sign(use, scope[:], []byte(*w.Sheet))
	return wire.Marshal(s), g.duress, err
}

// watchKeys are the keys of an officer that are in force.
func watchKeys(ctx context.Context, api node.API, charter, id string) (out [][]byte, err error) {
	r, err := api.Roster(ctx, charter, "")
	if err != nil {
		return nil, err
	}
	for _, o := range r.Officers {
		if officer.ID(o.ID) != officer.ID(id) {
			continue
		}
		for _, k := range o.Keys {
			if k.InForce {
				out = append(out, k.Key)
			}
		}
		return out, nil
	}
	return nil, parley.Errorf(parley.CodePolicy, "%s is no officer of this party under the charter", id)
}
