package table

import (
	"context"
	"crypto/rand"
	"log/slog"

	"parley/internal/node"
	"parley/internal/station"
	"parley/narrow"
)

// Narrow completes a bearer with a station on a medium that open opens in the network where the party is.
func (p *Party) Narrow(b node.Bearer, open func() (station.Medium, error)) (_ node.Bearer, err error) {
	var medium station.Medium
	err = p.inside(func() error {
		medium, err = open()
		return err
	})
	if err != nil {
		return b, err
	}
	s, err := station.New(medium, p.link, p.Node.Ring(), slog.New(slog.DiscardHandler))
	if err != nil {
		medium.Close()
		return b, err
	}
	b.Listener, b.Dial = s, s.Dial
	return b, nil
}

// Share gives two parties a secret of their line, as they would by hand.
func (t *Table) Share(a, b *Party) error {
	secret := make([]byte, narrow.SecretSize)
	rand.Read(secret)
	for _, x := range [][2]*Party{{a, b}, {b, a}} {
		given := node.LineSecretGiven{LineQuery: node.LineQuery{Party: string(x[1].ID)}, Secret: secret, Who: node.Who{User: "bench"}}
		if _, err := x[0].Node.KeepLineSecret(context.Background(), given); err != nil {
			return err
		}
	}
	return nil
}
