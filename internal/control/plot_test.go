package control

import (
	"context"

	"parley/internal/node"
)

func (f *fake) Conflicts(_ context.Context, q node.ConflictQuery) (node.ConflictsView, error) {
	return node.ConflictsView{Conflicts: []node.ConflictView{{Charter: "c", Metres: 7, Proceedings: []node.ProceedingView{{ID: "p1", Turn: []string{"north"}, ActsAllowed: []string{}}}, Opening: &node.ConflictOpening{Procedure: "deconflict", To: []string{"south"}, Set: map[string]string{"first": "m1"}, Needs: []string{}}}}, Left: []node.LeftView{{Party: "south", Messages: 1}}, More: true}, f.note("conflicts %+v", q)
}

func (f *fake) ActiveNotices(_ context.Context, q node.ActiveQuery) (node.ActiveView, error) {
	return node.ActiveView{Notices: []node.ActiveNotice{{Notice: "m1", Places: []node.PlotPlace{{Field: "area", Points: []node.PlotPoint{{Lat: 1, Lon: 2}}}}}}, Left: []node.LeftView{}}, f.note("active %+v", q)
}

func (f *fake) WouldMeet(_ context.Context, charter string, payload []byte) (node.ConflictsView, error) {
	return node.ConflictsView{Conflicts: []node.ConflictView{}, Left: []node.LeftView{}}, f.note("would meet %s %s", charter, payload)
}

func init() {
	calls["conflicts"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.Conflicts(ctx, node.ConflictQuery{Charter: "c", Party: "north", From: 3, Limit: 4, Who: who})
		return v, "conflicts {Charter:c Party:north Notice: From:1970-01-01T00:00:00.003Z Until:1970-01-01T00:00:00.000Z Limit:4 Who:{User:ann Post:duty}}", err
	}
	calls["active notices"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.ActiveNotices(ctx, node.ActiveQuery{Charter: "c", Party: "north", From: 3, Until: 5, Limit: 4, Who: who})
		return v, "active {Charter:c Party:north Form: From:1970-01-01T00:00:00.003Z Until:1970-01-01T00:00:00.005Z Limit:4 Who:{User:ann Post:duty}}", err
	}
	calls["would meet"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.WouldMeet(ctx, "c", []byte("payload\x00"))
		return v, "would meet c payload\x00", err
	}
}
