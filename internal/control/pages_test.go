package control

import (
	"context"

	"parley/internal/node"
)

func (f *fake) ReplaceSheet(_ context.Context, r node.Replacement) (node.SheetView, error) {
	return node.SheetView{Number: 2, Entered: 1}, f.note("replace %s %v", r.PartyFile, r.Who)
}

func init() {
	calls["replace sheet"] = func(ctx context.Context, c node.API) (any, string, error) {
		v, err := c.ReplaceSheet(ctx, node.Replacement{PartyFile: []byte("file"), Who: who})
		return v, "replace file {ann duty}", err
	}
}
