package console

import (
	"context"
	"slices"

	"parley"
	"parley/internal/node"
)

// whyNot says why the officer of a page has nothing to sign: by what the roster, the policy and the signatures say, and with
// the node's own sentence where it gave one.
func (c *Console) whyNot(ctx context.Context, p *DraftPage, d node.DraftView, v *visit, refused error) Why {
	why := Why{Key: "not-needed"}
	if refused != nil {
		why = Why{"refused", parley.SentenceOf(refused)}
	}
	roster, err := c.api.Roster(ctx, d.Message.Charter, "")
	i := slices.IndexFunc(roster.Officers, func(o node.OfficerView) bool { return o.ID == p.Officer })
	switch {
	case p.PolicyFail != "":
		return Why{"policy", p.PolicyFail}
	case err != nil || i < 0:
		return Why{Key: "no-officer"}
	case roster.Officers[i].State != "serves":
		return Why{Key: map[string]string{"revoked": "revoked", "ended": "ended", "not yet": "not-yet"}[roster.Officers[i].State]}
	case slices.ContainsFunc(d.Signatures, func(s node.DraftSigner) bool { return s.Officer == p.Officer }):
		why.Key = "signed"
	case !rightFor(roster.Officers[i], d):
		why.Key = "no-right"
	case !slices.ContainsFunc(roster.Officers[i].Keys, func(k node.OfficerKeyView) bool { return k.InForce }):
		why.Key = "no-key"
	}
	return why
}

// rightFor reports whether an officer has the right to anything that a draft lacks.
func rightFor(o node.OfficerView, d node.DraftView) bool {
	_, post, _ := cutAddress(d.Message.From)
	for act := range d.WaitsFor {
		for _, p := range o.Posts {
			if slices.Contains(p.Rights, act) && (act != "release" || p.Post == post) || act == "release" && d.Message.Form == "ack" && p.Post == post && slices.Contains(p.Rights, "watch") {
				return true
			}
		}
	}
	return false
}
