package record

import (
	"encoding/binary"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"parley"
)

// tileHeight is the height of C2SP tiles: 256 hashes, or 256 entries.
const tileHeight = 8

// Tile returns the bytes that C2SP tlog-tiles serves under path for a tree of size: "tile/0/000" or "tile/1/x001/067.p/5"
// are hashes, 32 bytes each; "tile/entries/000.p/5" are entries, each behind its length in two bytes, big-endian
// [REC-14]. leaves returns those at from <= place < to. A path that is none, or one beyond size, has code not-found.
func Tile(path string, size uint64, hashes HashReader, leaves func(from, to uint64) ([][]byte, error)) ([]byte, error) {
	t, ok := parseTilePath(path)
	if !ok || size > MaxSize || !tileWithin(t, size) {
		return nil, parley.Errorf(parley.CodeNotFound, "the record of size %d has no %.80q", size, path)
	}
	if t.L < 0 {
		first := uint64(t.N) << tileHeight
		return entryBundle(first, first+uint64(t.W), leaves)
	}
	return tlog.ReadTileData(t, hashes)
}

// parseTilePath reads a C2SP path as a tlog tile, whose level is -1 for entries.
func parseTilePath(path string) (tlog.Tile, bool) {
	rest, ok := strings.CutPrefix(path, "tile/")
	if !ok {
		return tlog.Tile{}, false
	}
	if n, ok := strings.CutPrefix(rest, "entries/"); ok {
		rest = "data/" + n
	} else if strings.HasPrefix(rest, "data/") {
		return tlog.Tile{}, false
	}
	t, err := tlog.ParseTilePath("tile/" + strconv.Itoa(tileHeight) + "/" + rest)
	return t, err == nil && t.L <= 5
}

// tileWithin reports whether the tree of size has all of t.
func tileWithin(t tlog.Tile, size uint64) bool {
	count := size >> (tileHeight * max(t.L, 0))
	return t.N <= int64(count>>tileHeight) && uint64(t.N)<<tileHeight+uint64(t.W) <= count
}

func entryBundle(from, to uint64, leaves func(from, to uint64) ([][]byte, error)) ([]byte, error) {
	entries, err := leaves(from, to)
	if err != nil {
		return nil, err
	}
	if uint64(len(entries)) != to-from {
		return nil, parley.Errorf(parley.CodeStorage, "asked for %d leaves of a record, got %d", to-from, len(entries))
	}
	var b []byte
	for _, e := range entries {
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(e))), e...)
	}
	return b, nil
}
