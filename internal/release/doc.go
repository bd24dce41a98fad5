// Package release decides inside a party what may leave it: who has drafted, reviewed and released a message, what the
// party's policy, its roster and the charter still ask for, and who could give it. It reads no clock, no file and no store;
// the node asks it in one place, through which everything goes that leaves.
package release
