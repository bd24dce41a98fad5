package main

import (
	"crypto/ed25519"
	"log/slog"
	"maps"
	"time"

	"parley"
	"parley/internal/config"
	"parley/internal/node"
	"parley/internal/station"
)

// narrowBearers are the stations of a node that serves, one for each bearer that is not TLS.
type narrowBearers []*station.Station

// openBearers opens the media of the configuration and returns the bearers over them. TLS is tuned by one that names it.
func openBearers(cfg *config.Config, n *node.Node, log *slog.Logger) (list []node.Bearer, open narrowBearers, err error) {
	for i := range cfg.Bearers {
		c := &cfg.Bearers[i]
		b := bearerOf(c)
		if c.Name != config.KindTLS {
			s, err := openStation(c, n, log)
			if err != nil {
				open.close()
				return nil, nil, parley.Wrap(err, parley.CodeOf(err), "the bearer %s: %s", c.Name, parley.SentenceOf(err))
			}
			open = append(open, s)
			b.Listener, b.Dial = s, s.Dial
		}
		list = append(list, b)
	}
	return list, open, nil
}

// bearerOf says to the node what the configuration says of a bearer.
func bearerOf(c *config.Bearer) node.Bearer {
	b := node.Bearer{Name: c.Name, Kind: c.Kind, Cost: c.CostOr(), Rate: c.Rate, Uplink: c.Uplink, Demand: c.OnDemand()}
	if c.Name == config.KindTLS {
		b.Kind = config.KindTLS
	} else {
		b.To = map[parley.PartyID]string{}
		maps.Copy(b.To, c.To)
		b.KeepAlive = -1 // a silent line carries nothing
	}
	if k := c.KeepAlive; k != nil {
		b.KeepAlive = time.Duration(*k) * time.Second
		if *k == 0 {
			b.KeepAlive = -1
		}
	}
	for _, h := range c.Minutes() {
		b.Hours = append(b.Hours, node.Hours{From: h[0], To: h[1]})
	}
	return b
}

func openStation(c *config.Bearer, n *node.Node, log *slog.Logger) (*station.Station, error) {
	link, err := exchangeKey(n.LinkKey())
	if err != nil {
		return nil, err
	}
	var medium station.Medium
	log = log.With("bearer", c.Name)
	if c.Kind == config.KindSerial {
		medium, err = station.OpenSerial(c.Device, c.MTU)
	} else {
		medium, err = station.ListenUDP(c.Listen, c.MTU, log)
	}
	if err != nil {
		return nil, err
	}
	s, err := station.New(medium, link, n.Ring(), log)
	if err != nil {
		medium.Close()
	}
	return s, err
}

// exchangeKey returns the private link key, by which the narrow bearer exchanges keys.
func exchangeKey(link parley.Signer) (ed25519.PrivateKey, error) {
	k, ok := link.(interface{ ForExchange() ed25519.PrivateKey })
	if !ok {
		return nil, parley.Errorf(parley.CodeBadKey, "the link key does not lie in keys/, and the narrow bearer needs it there")
	}
	return k.ForExchange(), nil
}

// use goes on with another link key; associations that there are stay.
func (all narrowBearers) use(link parley.Signer) error {
	for _, s := range all {
		key, err := exchangeKey(link)
		if err != nil {
			return err
		}
		if err := s.Use(key); err != nil {
			return err
		}
	}
	return nil
}

func (all narrowBearers) close() {
	for _, s := range all {
		s.Close()
	}
}
