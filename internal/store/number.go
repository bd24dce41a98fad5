package store

import "parley"

// MaxNumber is the largest size, index, number, offset or count of seconds that a driver keeps.
const MaxNumber = 1 << 62

// CheckNumbers returns an error with parley.CodeTooLarge when one of n is above MaxNumber. Drivers call it for what
// they are asked to write, so that all of them refuse the same rows.
func CheckNumbers(n ...uint64) error {
	for _, v := range n {
		if v > MaxNumber {
			return parley.Errorf(parley.CodeTooLarge, "the number %d is larger than a record can hold", v)
		}
	}
	return nil
}
