//go:build linux

package main

import (
	"fmt"
	"log/slog"

	"parley"
	"parley/bench/table"
	"parley/internal/node"
	"parley/internal/station"
)

const (
	udpPort    = ":7411"
	mostPacket = 0 // bytes: as the medium chooses
)

// narrow opens a narrow bearer of a party.
func (s *stage) narrow(p *table.Party, seat int, kind string) (node.Bearer, error) {
	b := node.Bearer{Name: kind, Kind: kind, Rate: s.rate, KeepAlive: -1, Demand: true, To: map[parley.PartyID]string{}}
	for i, x := range s.spaces {
		switch id := partyID(i); {
		case id == p.ID || s.alone && i > 1:
		case kind == udp:
			b.To[id] = x.Address() + udpPort
		case i < 2:
			b.To[id] = ""
		}
	}
	return p.Narrow(b, func() (station.Medium, error) {
		if kind == udp {
			return station.ListenUDP(s.spaces[seat].Address()+udpPort, mostPacket, slog.New(slog.DiscardHandler))
		}
		return station.OpenSerial(fmt.Sprintf("%s,%d", s.cable.Devices()[seat], 115_200), mostPacket)
	})
}

// share gives every two parties a secret of their line by hand.
func (s *stage) share() error {
	for i, a := range s.table.Parties {
		for _, b := range s.table.Parties[:i] {
			if err := s.table.Share(a, b); err != nil {
				return err
			}
		}
	}
	return nil
}
