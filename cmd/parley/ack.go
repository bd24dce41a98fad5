package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
	"parley/wire"
)

func ackCommand() *cobra.Command {
	var from string
	var by speaker
	cmd := &cobra.Command{
		Use:   "ack --dir DIR ID",
		Short: "Acknowledge a message: sign for it with the key of the post that it was addressed to",
		Long: "Acknowledge a message: sign for it with the key of the post that it was addressed to. The acknowledgement goes to\n" +
			"the author alone, at the precedence of the message. Its id is printed.",
		Example: "  parley ack --dir south 4f0c66a1d2e3\n  parley ack --dir south --from air 4f0c66a1d2e3",
		Args:    arguments(1, 1, "one message id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := by.check(); err != nil {
				return err
			}
			dir, err := directoryOf(cmd)
			if err != nil {
				return err
			}
			api, err := running(cmd)
			if err != nil {
				return err
			}
			defer api.Close()
			l, err := acknowledge(cmd.Context(), api, args[0], from)
			if err != nil {
				return err
			}
			_, err = l.send(cmd.Context(), api, dir, &by, cmd.OutOrStdout())
			return err
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "post that acknowledges, where the message was addressed to several")
	by.flags(cmd)
	directoryFlag(cmd)
	return cmd
}

// acknowledge builds the acknowledgement of one message.
func acknowledge(ctx context.Context, api node.API, name, from string) (*letter, error) {
	m, err := api.Show(ctx, name)
	if err != nil {
		return nil, err
	}
	c, err := api.Composer(ctx, m.Charter)
	if err != nil {
		return nil, err
	}
	post, err := addressedPost(c, m, from)
	if err != nil {
		return nil, err
	}
	if at := m.Receipts[string(c.Party)].Acknowledged; at != nil {
		return nil, parley.Errorf(parley.CodeDuplicate, "the message %s is acknowledged already, at %s", short(m.ID), *at)
	}
	p, err := acknowledgement(c, post, m)
	if err != nil {
		return nil, err
	}
	return letterOf(c, post, p, nil), nil
}

func acknowledgement(c node.Composer, post parley.PostID, m node.MessageView) (*wire.Payload, error) {
	p, err := newPayload(c, post)
	if err != nil {
		return nil, err
	}
	author, err := parley.ParseAddress(m.From)
	if err != nil {
		return nil, err
	}
	id, err := parley.ParseHash(m.ID)
	if err != nil {
		return nil, err
	}
	p.Form, p.Action, p.Refers.Acknowledges = wire.FormAck, []wire.Address{wire.AddressOf(author)}, &id
	p.Exercise = c.Exercise || m.Exercise
	p.Precedence, err = parley.ParsePrecedence(m.Precedence)
	p.InfoPrecedence = p.Precedence
	return p, err
}

// addressedPost returns the own post that signs for m: one that it was addressed to, or any where it was addressed to
// the party at large.
func addressedPost(c node.Composer, m node.MessageView, from string) (parley.PostID, error) {
	if party, _, _ := strings.Cut(m.From, "/"); party == string(c.Party) {
		return "", parley.Errorf(parley.CodeBadMessage, "the message %s is this party's own; the addressee acknowledges it", short(m.ID))
	}
	if m.Form == wire.FormAck {
		return "", parley.Errorf(parley.CodeBadMessage, "the message %s is itself an acknowledgement", short(m.ID))
	}
	var posts []parley.PostID
	for _, s := range slices.Concat(m.To, m.Info) {
		a, err := parley.ParseAddress(s)
		if err != nil || a.Party != c.Party {
			continue
		}
		if a.Post == "" {
			posts = c.Posts
			break
		}
		posts = append(posts, a.Post)
	}
	if len(posts) == 0 {
		return "", parley.Errorf(parley.CodeBadMessage, "the message %s was not addressed to this party", short(m.ID))
	}
	if len(posts) > 1 && from == "" {
		return "", parley.Errorf(parley.CodeAmbiguous, "the message %s went to several posts; say with --from which one signs: %s", short(m.ID), join(posts))
	}
	if from != "" && !slices.Contains(posts, parley.PostID(from)) {
		return "", parley.Errorf(parley.CodeUnknownParty, "the message %s was not addressed to the post %.40q; it went to %s", short(m.ID), from, join(posts))
	}
	return choosePost(posts, from)
}

func join(posts []parley.PostID) string {
	words := make([]string, len(posts))
	for i, p := range posts {
		words[i] = string(p)
	}
	return strings.Join(words, ", ")
}
