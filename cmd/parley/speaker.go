package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/agent"
	"parley/internal/node"
	"parley/internal/policy"
	"parley/internal/release"
	"parley/officer"
	"parley/wire"
)

// A speaker is the officer who signs, as the command line names him. The private key stays in his file, with his agent or in
// his browser.
type speaker struct{ officer, key, agent string }

func (s *speaker) flags(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&s.officer, "as", "", "officer who signs, by the id in the roster of the party")
	fl.StringVar(&s.key, "key", "", "file with the key of --as: of parley officer key, or of a passkey")
	fl.StringVar(&s.agent, "agent", "", "socket of the SSH agent with the key of --as; env: that of SSH_AUTH_SOCK")
}

func (s *speaker) named() bool { return s.officer != "" }

// check refuses flags that do not say who signs with what.
func (s *speaker) check() error {
	switch {
	case !s.named() && s.key == "" && s.agent == "":
		return nil
	case !s.named():
		return parley.Errorf(parley.CodeUsage, "say with --as whose key it is")
	case (s.key == "") == (s.agent == ""):
		return parley.Errorf(parley.CodeUsage, "say where the key of --as is: --key FILE or --agent SOCKET, one of the two")
	}
	return nil
}

// must refuses a command line on which no officer is named.
func (s *speaker) must() error {
	if err := s.check(); err != nil || s.named() {
		return err
	}
	return parley.Errorf(parley.CodeUsage, "say who signs: --as OFFICER, with --key FILE or --agent SOCKET")
}

// prepare asks the node what the officer would sign; without an act, what its author signs first.
func (s *speaker) prepare(ctx context.Context, api node.API, id, act string) (node.Prepared, error) {
	return api.PrepareDraft(ctx, id, node.Preparing{Officer: s.officer, Act: act, Who: who("")})
}

// begin signs a draft that was just made: for that act, or without one with what its author signs first, if anything. A
// draft that he could not sign is given up: he was told so, and makes it again.
func (s *speaker) begin(ctx context.Context, api node.API, d node.DraftView, act string) (node.DraftView, error) {
	id := d.ID
	p, err := s.prepare(ctx, api, id, act)
	if err == nil {
		if d = p.Draft; p.Act == "" {
			return d, nil
		}
		d, err = s.sign(ctx, api, p)
	}
	if err != nil {
		api.CancelDraft(ctx, id, who(""))
	}
	return d, err
}

// sign signs what was prepared and hands the signature over. What a passphrase says beside is for the node alone.
func (s *speaker) sign(ctx context.Context, api node.API, p node.Prepared) (node.DraftView, error) {
	g, err := s.open(p)
	if err != nil {
		return p.Draft, err
	}
	act, err := release.ParseAct(p.Act)
	if err != nil {
		return p.Draft, err
	}
	sig, err := g.signer.Sign(release.UseOf(act), p.EditionID, p.Payload)
	if err != nil {
		return p.Draft, err
	}
	return api.SignDraft(ctx, p.Draft.ID, node.DraftSigning{Act: p.Act, Signature: wire.Marshal(sig), Duress: g.duress, Who: who("")})
}

// open returns the key that signs: the one in the file, or the first of the officer's that the agent holds.
func (s *speaker) open(p node.Prepared) (givenKey, error) {
	keys, err := decodeKeys(p.Keys)
	if err != nil {
		return givenKey{}, err
	}
	if s.key != "" {
		g, err := openOfficerKey(s.key)
		if err != nil {
			return g, err
		}
		for _, k := range keys {
			if k.ID() == g.key.ID() {
				return g, nil
			}
		}
		return g, parley.Errorf(parley.CodeBadKey, "the key in %s is none that %s could sign this draft with: not a key of that officer, or it has signed it already", s.key, s.officer)
	}
	path := s.agent
	if path == "env" {
		if path = os.Getenv("SSH_AUTH_SOCK"); path == "" {
			return givenKey{}, parley.Errorf(parley.CodeUsage, "SSH_AUTH_SOCK names no agent")
		}
	}
	client := agent.New(path, agentTouch)
	for _, k := range keys {
		found, err := client.For(k)
		if err == nil {
			return givenKey{key: k, signer: found}, nil
		}
		if parley.CodeOf(err) != parley.CodeNotFound {
			return givenKey{}, err
		}
	}
	return givenKey{}, parley.Errorf(parley.CodeBadKey, "the agent at %s holds no key that %s could sign this draft with: none of that officer, or it has signed it already", path, s.officer)
}

func decodeKeys(all [][]byte) (out []officer.Key, err error) {
	for _, b := range all {
		k, err := officer.DecodeKey(b)
		if err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

// errWaits is what a verb ends with that left a draft for others to sign: status 5.
type errWaits struct{ sentence string }

func (e *errWaits) Error() string { return e.sentence }

// outcome prints the id of the message that a draft became, or, where others have yet to sign, the id of the draft, and
// says what it waits for.
func outcome(w io.Writer, d node.DraftView) error {
	if d.State == "released" {
		_, err := fmt.Fprintln(w, d.Message.ID)
		return err
	}
	if _, err := fmt.Fprintln(w, d.ID); err != nil {
		return err
	}
	return &errWaits{"kept as the draft " + d.ID + ": " + strings.Join(waitWords(d), "; ")}
}

// waitWords says what a draft lacks and who could give it.
func waitWords(d node.DraftView) []string {
	words := d.Missing
	for _, act := range []policy.Act{policy.Drafted, policy.Reviewed, policy.Released, policy.ReleasedInEmergency} {
		if ids := d.WaitsFor[release.Word(act)]; len(ids) > 0 {
			words = append(words[:len(words):len(words)], release.Word(act)+" by "+strings.Join(ids, " or "))
		}
	}
	return words
}
