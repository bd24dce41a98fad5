package record

import (
	"golang.org/x/mod/sumdb/tlog"

	"parley"
)

// ProveInclusion returns the path of the leaf at index in the tree of size, in the order of RFC 6962, 2.1.1.
func ProveInclusion(size, index uint64, r HashReader) ([]parley.Hash, error) {
	if size > MaxSize || index >= size {
		return nil, parley.Errorf(parley.CodeNotFound, "a record of size %d has no leaf %d", size, index)
	}
	p, err := tlog.ProveRecord(int64(size), int64(index), r)
	return fromTlog(p), err
}

// CheckInclusion reports, with code bad-record, that path does not lead from leaf at index to root at size [REC-11].
func CheckInclusion(leaf []byte, index, size uint64, path []parley.Hash, root parley.Hash) error {
	if size > MaxSize || index >= size {
		return parley.Errorf(parley.CodeBadRecord, "a record of size %d has no leaf %d", size, index)
	}
	err := tlog.CheckRecord(toTlog(path), int64(size), tlog.Hash(root), int64(index), tlog.RecordHash(leaf))
	if err != nil {
		return parley.Wrap(err, parley.CodeBadRecord, "leaf %d is not proved by the head of size %d", index, size)
	}
	return nil
}

// ProveConsistency returns the proof that the tree of size begins with the tree of size old, in the order of
// RFC 6962, 2.1.2. It is empty where old is 0 or size.
func ProveConsistency(old, size uint64, r HashReader) ([]parley.Hash, error) {
	if size > MaxSize || old > size {
		return nil, parley.Errorf(parley.CodeNotFound, "a record of size %d has no earlier size %d", size, old)
	}
	if old == 0 {
		return nil, nil
	}
	p, err := tlog.ProveTree(int64(size), int64(old), r)
	return fromTlog(p), err
}

// CheckConsistency reports, with code bad-record, that path does not prove that the tree of size and root begins with
// the tree of size old and oldRoot [REC-12].
func CheckConsistency(old, size uint64, oldRoot, root parley.Hash, path []parley.Hash) error {
	if size > MaxSize || old > size {
		return parley.Errorf(parley.CodeBadRecord, "a record of size %d has no earlier size %d", size, old)
	}
	if old == 0 {
		return checkFromEmpty(size, oldRoot, root, path)
	}
	err := tlog.CheckTree(toTlog(path), int64(size), tlog.Hash(root), int64(old), tlog.Hash(oldRoot))
	if err != nil {
		return parley.Wrap(err, parley.CodeBadRecord, "the head of size %d is not proved to continue that of size %d", size, old)
	}
	return nil
}

// checkFromEmpty holds that every tree continues the empty one, and that an empty proof is the only one for it.
func checkFromEmpty(size uint64, oldRoot, root parley.Hash, path []parley.Hash) error {
	if oldRoot != parley.Sum(nil) || size == 0 && root != oldRoot || len(path) != 0 {
		return parley.Errorf(parley.CodeBadRecord, "the head of size %d is not proved to continue the empty record", size)
	}
	return nil
}

func fromTlog(p []tlog.Hash) []parley.Hash {
	out := make([]parley.Hash, len(p))
	for i, h := range p {
		out[i] = parley.Hash(h)
	}
	return out
}

func toTlog(p []parley.Hash) []tlog.Hash {
	out := make([]tlog.Hash, len(p))
	for i, h := range p {
		out[i] = tlog.Hash(h)
	}
	return out
}
