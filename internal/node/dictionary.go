package node

import (
	"sync"

	"parley"
	"parley/dictionary"
)

// dictionaries holds those that were asked for, by id; nil: not held.
var dictionaries sync.Map

// dictionaryOf returns the dictionary that a charter names, if it does and it is held here.
func dictionaryOf(id *parley.Hash) (named bool, d *dictionary.Dictionary) {
	if id == nil {
		return false, nil
	}
	if held, asked := dictionaries.Load(*id); asked {
		return true, held.(*dictionary.Dictionary)
	}
	d = dictionary.Find(*id)
	dictionaries.Store(*id, d)
	return true, d
}
