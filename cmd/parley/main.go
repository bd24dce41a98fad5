// Command parley runs a node and speaks for its officers: one verb per file, help with an example for each.
//
// Exit status: 0 done, 1 an error with one plain sentence on standard error, 2 wrong use of the command line, 4 a
// message is accepted and the step that was waited for is not reached, 5 a message is kept as a draft that others have yet
// to sign.
package main

import "os"

func main() { os.Exit(run(os.Args[1:])) }
