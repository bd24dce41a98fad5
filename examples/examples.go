// Package examples holds the data of the demonstrations that come with the program.
package examples

import _ "embed"

// Dialogue is what press accounts say about one real dialogue from 2002 to 2021: facts only, each with the account it
// came from. It takes no side; where accounts disagree, both stand.
//
//go:embed dialogue-2002-2021.yaml
var Dialogue []byte

// ChapterIII is what press accounts and the sides' own statements say about two requests for explanation under chapter III
// of the Vienna Document in February 2022.
//
//go:embed chapter-iii-2022.yaml
var ChapterIII []byte

// ChapterIIIReversed is what one side said of requests that it had made under the same mechanism in 1999.
//
//go:embed chapter-iii-1999.yaml
var ChapterIIIReversed []byte
