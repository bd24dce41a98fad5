package record

import (
	"parley/charter"
	"parley/officer"
)

// Asked returns what a charter asks of the release of messages, as package officer judges it [OFF-25].
func Asked(c *charter.Charter) (out []officer.Minimum) {
	for _, a := range c.Release {
		out = append(out, officer.Minimum{Forms: a.Forms, From: a.From, Draft: a.Draft, Review: a.Review, Release: a.Release, Emergency: a.Emergency})
	}
	return out
}
