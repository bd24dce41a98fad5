// Package node is one party's node: its use cases and its loops, and the only place where the pure machines of the top
// level meet clock, store and network.
//
// One log-writer goroutine appends to the own records (recorder.go, stage.go), one goroutine per peer drives that line's machine
// (line.go), and everything else answers the API (api.go) from one consistent view of the store. The order of every
// write is: stage, commit in one transaction, write the high-water file, only then let a line show the new head.
package node
