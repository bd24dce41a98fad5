package console

import "parley/internal/node"

// markword is what a mark of the node says, in the language of a reader; the mark itself stands below it.
func (w *words) markword(mark string) string { return w.choice("mark", node.MarkKind(mark)) }
