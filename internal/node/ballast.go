package node

import "sync"

// ballast is never touched, and so takes no memory of the machine. The collector runs when the heap has doubled: that of
// a node is small, and a busy one would be collected many times a second. With the ballast it grows by 32 MiB first,
// and a heap of any size still no more than doubles beyond that. A higher percentage for all heaps (GOGC=400) costs a busy
// node 7 % more processor time a message than this, and nothing at all 10 %; a limit in its place has no right size.
var ballast struct {
	once  sync.Once
	bytes []byte
}

func takeBallast() { ballast.once.Do(func() { ballast.bytes = make([]byte, 32<<20) }) }
