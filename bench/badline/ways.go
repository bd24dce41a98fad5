//go:build linux

package main

import (
	"context"
	"fmt"
	"slices"

	"parley"
	"parley/bench/table"
	"parley/internal/node"
)

const (
	tlsPort    = ":7420"
	narrowCost = 10
)

// prepare gives a party its place and its bearers.
func (s *stage) prepare(p *table.Party, seat int) {
	p.Inside, p.At, p.NoTLS = s.spaces[seat].Inside, s.spaces[seat].Address()+tlsPort, !slices.Contains(s.bearers, tls)
	p.Ways = func(p *table.Party) (all []node.Bearer, err error) {
		if s.alone && seat > 1 {
			return nil, nil
		}
		for i, kind := range s.bearers {
			var b node.Bearer
			switch kind {
			case tls:
				b = node.Bearer{Name: node.TLSName, Kind: node.TLSName}
			default:
				if b, err = s.narrow(p, seat, kind); err != nil {
					return nil, err
				}
			}
			b.Cost, b.Uplink = 1+i*narrowCost, s.uplink
			all = append(all, b)
		}
		return all, nil
	}
}

func partyID(seat int) parley.PartyID { return parley.PartyID(fmt.Sprintf("party-%02d", seat)) }

// meet leaves the lines up; where they have narrow bearers, with a secret that was given by hand.
func (s *stage) meet(ctx context.Context) error {
	if !slices.Equal(s.bearers, []string{tls}) {
		if err := s.share(); err != nil {
			return err
		}
	}
	if slices.Contains(s.bearers, tls) {
		return s.table.Up(ctx)
	}
	_, err := s.send(ctx, s.text(languages[0]))
	return err
}
