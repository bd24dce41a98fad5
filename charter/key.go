package charter

import (
	"parley"
)

// A keySet finds public keys that occur twice, in any role and of any party. It is kept by the SHA-256 of each key,
// so that recovery keys, of which only the hash is known, are compared as well.
type keySet map[parley.Hash]string

func newKeySet() keySet { return keySet{} }

// add enters a key in the role that who names, and reports whether it is there already.
func (k keySet) add(key []byte, who string) error { return k.addHash(parley.Sum(key), who) }

func (k keySet) addHash(h parley.Hash, who string) error {
	if other, ok := k[h]; ok {
		return parley.Errorf(parley.CodeBadSheet, "%s is the same key as %s; every key has one holder and one use", who, other)
	}
	k[h] = who
	return nil
}
