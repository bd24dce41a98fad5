package config

import (
	"slices"
	"time"

	"parley"
)

// Contact is how another party is reached when its line is down, as this party knows it.
type Contact struct {
	Party     parley.PartyID `yaml:"party"`
	Numbers   []string       `yaml:"numbers,omitempty"`
	Courier   string         `yaml:"courier,omitempty"`    // where the courier goes from and to
	CourierAt []string       `yaml:"courier_at,omitempty"` // each day at these times, 15:04 in UTC
}

// The most that a contact holds.
const (
	maxContactLines = 20
	maxContactLine  = 200 // bytes
)

func (c *Config) checkContacts() error {
	if len(c.Contacts) == 0 {
		c.Contacts = nil
	}
	for i := range c.Contacts {
		x := &c.Contacts[i]
		if err := parley.CheckName("party", string(x.Party)); err != nil {
			return bad("%s: contacts: %s", FileName, parley.SentenceOf(err))
		}
		if slices.ContainsFunc(c.Contacts[:i], func(y Contact) bool { return y.Party == x.Party }) {
			return bad("%s: contacts names %s twice", FileName, x.Party)
		}
		if len(x.Numbers) == 0 {
			x.Numbers = nil
		}
		if len(x.CourierAt) == 0 {
			x.CourierAt = nil
		}
		if len(x.Numbers) > maxContactLines || len(x.CourierAt) > maxContactLines {
			return bad("%s: contacts of %s: a list has more than %d lines", FileName, x.Party, maxContactLines)
		}
		for _, s := range append(slices.Clone(x.Numbers), x.Courier) {
			if len(s) > maxContactLine {
				return bad("%s: contacts of %s: a line has more than %d bytes", FileName, x.Party, maxContactLine)
			}
		}
		for _, s := range x.CourierAt {
			if _, err := time.Parse("15:04", s); err != nil {
				return bad("%s: contacts of %s: courier_at has %.20q, which is no time as 06:00", FileName, x.Party, s)
			}
		}
	}
	return nil
}
