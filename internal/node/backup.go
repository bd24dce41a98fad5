package node

import (
	"context"
	"path/filepath"

	"parley"
)

// Backup copies the database to a new file while the node goes on.
func (n *Node) Backup(ctx context.Context, path string) error {
	if !filepath.IsAbs(path) {
		return parley.Errorf(parley.CodeUsage, "the copy needs an absolute path, not %q", path)
	}
	n.signJournal()
	return storageSentence(n.cfg.Store.Backup(path), "the database was not copied")
}
