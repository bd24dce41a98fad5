package rows

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	"parley"
)

// A Sum says what a table holds: how many rows, and a hash over all their values in order.
type Sum struct {
	Table string
	Rows  int64
	Hash  parley.Hash
}

// Sums reads every row of every table. Two engines that hold the same rows give the same sums.
func Sums(ses Session) ([]Sum, error) {
	var all []Sum
	for _, t := range Tables {
		s, err := t.sum(ses)
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Name, err)
		}
		all = append(all, s)
	}
	return all, nil
}

func (t Table) sum(ses Session) (Sum, error) {
	names, kinds := t.columns()
	s, hash := Sum{Table: t.Name}, sha256.New()
	err := ses.Each("SELECT "+strings.Join(names, ", ")+" FROM "+t.Name+" ORDER BY "+t.Order, nil, func(r Row) error {
		values, err := read(r, kinds)
		if err != nil {
			return err
		}
		for _, v := range values {
			hash.Write(encoded(v))
		}
		s.Rows++
		return nil
	})
	hash.Sum(s.Hash[:0])
	return s, err
}

// encoded returns a value as bytes: its length, or that it is missing, and itself.
func encoded(value any) []byte {
	var b []byte
	switch v := value.(type) {
	case nil:
		return binary.AppendVarint(nil, -1)
	case []byte:
		b = v
	default:
		b = fmt.Append(nil, v)
	}
	return append(binary.AppendVarint(nil, int64(len(b))), b...)
}
