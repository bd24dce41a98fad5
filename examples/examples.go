// Package examples holds the data of the demonstrations that come with the program.
package examples

import _ "embed"

// Dialogue is what press accounts say about one real dialogue from 2002 to 2021: facts only, each with the account it
// came from. It takes no side; where accounts disagree, both stand.
//
//go:embed dialogue-2002-2021.yaml
var Dialogue []byte
