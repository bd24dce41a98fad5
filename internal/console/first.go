package console

import "slices"

// first returns the first n of a list in an order, and leaves the list as it is: it keeps n, where sorting would move all.
func first[T any](list []T, n int, order func(a, b T) int) []T {
	var out []T
	for _, x := range list {
		if len(out) == n && (n == 0 || order(x, out[n-1]) >= 0) {
			continue
		}
		at, _ := slices.BinarySearchFunc(out, x, order)
		for at < len(out) && order(out[at], x) == 0 {
			at++ // equal ones stay in the order of the list
		}
		if out = slices.Insert(out, at, x); len(out) > n {
			out = out[:n]
		}
	}
	return out
}
