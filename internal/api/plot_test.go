package api

import (
	"context"

	"parley/internal/node"
)

func (f *fullNode) Conflicts(context.Context, node.ConflictQuery) (node.ConflictsView, error) {
	f.n()
	return full[node.ConflictsView](), nil
}

func (f *fullNode) ActiveNotices(context.Context, node.ActiveQuery) (node.ActiveView, error) {
	f.n()
	return full[node.ActiveView](), nil
}
