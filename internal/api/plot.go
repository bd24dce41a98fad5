package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"parley"
	"parley/internal/node"
)

type (
	conflictsAsked struct {
		Charter string `query:"charter" maxLength:"64"`
		Party   string `query:"party" maxLength:"32" doc:"one of the two notices is this party's"`
		Notice  string `query:"notice" pattern:"^([0-9a-f]{64})?$" doc:"one of the two is this notice: the id of any of its messages"`
		From    int64  `query:"from" minimum:"0" doc:"milliseconds since 1970: what they share of time does not end before"`
		Until   int64  `query:"until" minimum:"0" doc:"milliseconds since 1970: it does not begin after; 0: no bound"`
		Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"200"`
	}
	activeAsked struct {
		Charter string `query:"charter" maxLength:"64"`
		Party   string `query:"party" maxLength:"32" doc:"the author's"`
		Form    string `query:"form" maxLength:"64"`
		From    int64  `query:"from" minimum:"0" doc:"milliseconds since 1970; 0: now"`
		Until   int64  `query:"until" minimum:"0" doc:"milliseconds since 1970; 0: the same as from"`
		Limit   int    `query:"limit" minimum:"1" maximum:"10000" default:"1000"`
	}
)

// plot are the routes about who will be where and what collides. A restricted charter has no part in them.
func (d *door) plot(a huma.API) {
	get(d, a, "conflicts", "/api/conflicts", "Notices of different parties that meet, or come near each other", func(ctx context.Context, q *conflictsAsked) (node.ConflictsView, error) {
		return d.node.Conflicts(ctx, node.ConflictQuery{Charter: q.Charter, Party: q.Party, Notice: q.Notice, From: parley.Millis(q.From), Until: parley.Millis(q.Until), Limit: q.Limit, Who: who(ctx)})
	})
	get(d, a, "active", "/api/notices/active", "Notices as they stand, by the time at which they hold", func(ctx context.Context, q *activeAsked) (node.ActiveView, error) {
		return d.node.ActiveNotices(ctx, node.ActiveQuery{Charter: q.Charter, Party: q.Party, Form: q.Form, From: parley.Millis(q.From), Until: parley.Millis(q.Until), Limit: q.Limit, Who: who(ctx)})
	})
}
