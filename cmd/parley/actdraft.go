package main

import (
	"context"
	"slices"
	"strings"

	"parley"
	"parley/charter"
	"parley/internal/node"
	"parley/wire"
)

// envelope makes what every act has: who makes it, from which post, in which form.
func (k *desk) envelope(from, precedence, name string) (*wire.Payload, parley.PostID, error) {
	post, err := choosePost(k.Posts, from)
	if err != nil {
		return nil, "", err
	}
	p, err := newPayload(k.Composer, post)
	if err != nil {
		return nil, "", err
	}
	if p.Precedence, err = parley.ParsePrecedence(precedence); err != nil {
		return nil, "", err
	}
	p.InfoPrecedence, p.Exercise, p.Form = p.Precedence, k.Exercise, name
	if k.c.Schema(name) == nil {
		p.Lang = k.lang()
	}
	return p, post, nil
}

// opens makes p the act that opens a proceeding with those named, or with every party where the procedure says so.
func (k *desk) opens(p *wire.Payload, proc *charter.Procedure, to []string) (err error) {
	if proc.All && len(to) == 0 {
		for _, party := range k.c.Parties {
			if party.ID != k.Party {
				to = append(to, string(party.ID))
			}
		}
	}
	if len(to) == 0 {
		return parley.Errorf(parley.CodeUsage, "name the other participants with --to")
	}
	if p.Action, err = addressees(k.Composer, to); err != nil {
		return err
	}
	p.Act = proc.Name
	for _, party := range k.c.Parties {
		if party.ID == k.Party || slices.ContainsFunc(p.Action, func(a wire.Address) bool { return a.Party == party.ID }) {
			p.Participants = append(p.Participants, party.ID)
		}
	}
	return nil
}

// follows makes p a later act of a proceeding, addressed to every other participant, with what its officer has seen.
func (k *desk) follows(p *wire.Payload, v node.ProceedingStory, name string) error {
	id, err := parley.ParseHash(v.ID)
	if err != nil {
		return err
	}
	p.Proceeding, p.Act = &id, name
	for _, party := range v.Participants {
		if parley.PartyID(party) != k.Party {
			p.Action = append(p.Action, wire.Address{Party: parley.PartyID(party)})
		}
	}
	seen := v.Seen
	p.Seen, err = parseHashes(seen[max(0, len(seen)-wire.MaxSeen):])
	return err
}

// sayAct returns the form of an act, and the text that stands for it where nothing else is said.
func (k *desk) sayAct(v node.ProceedingStory, name string) (formName, text string, err error) {
	proc := k.c.Procedure(v.Procedure)
	if proc == nil {
		return "", "", parley.Errorf(parley.CodeNotFound, "the edition under which the proceeding was opened has no procedure %q", v.Procedure)
	}
	if a := proc.Act(name); a != nil {
		return a.Form, a.Title[k.lang()], nil
	}
	if slices.Contains(charter.Everywhere(), name) {
		return wire.FormText, "", nil
	}
	return "", "", parley.Errorf(parley.CodeUsage, "the procedure %s has no act %.40q; now there is: %s", proc.Name, name, strings.Join(v.ActsAllowed, ", "))
}

func parseHashes(words []string) (out []parley.Hash, err error) {
	for _, w := range words {
		h, err := parley.ParseHash(w)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

// whole returns the id of a message that a user names.
func whole(ctx context.Context, api node.API, name string) (parley.Hash, error) {
	m, err := api.Show(ctx, name)
	if err != nil {
		return parley.Hash{}, err
	}
	return parley.ParseHash(m.ID)
}
