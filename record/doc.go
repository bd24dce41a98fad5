// Package record is the arithmetic of a party's record: an append-only log of dated leaves, which every other party
// mirrors, compares and cosigns, and from which an outsider can be shown what was said and what was received.
//
// A record is a C2SP transparency log. Its leaves are those of package wire, its tree is that of RFC 6962, its head is
// a C2SP checkpoint under the log key of the owner's sheet, its cosignatures are C2SP tlog-cosignatures of type 0x04,
// and over HTTP it is read as C2SP tlog-tiles. Nothing here stores anything: hashes are read through a HashReader at
// the storage positions of golang.org/x/mod/sumdb/tlog, and new ones are returned to be stored.
//
// Reading order: leaves.go (what a record may hold), tree.go, proof.go and frontier.go (the tree), checkpoint.go and
// cosignature.go (who vouches for it), tile.go (how others read it); then evidence.go (what an evidence file is),
// build.go (how one is made) and verify.go (how one is judged).
package record
