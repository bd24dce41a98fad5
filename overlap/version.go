package overlap

import (
	"bytes"
	"encoding/binary"
)

// after reports whether n stands instead of old, which has the same id: it has the higher version, or the same and greater
// bytes [OVL-10].
func (n *Notice) after(old *Notice) bool {
	if n.Version != old.Version {
		return n.Version > old.Version
	}
	return bytes.Compare(n.bytes(), old.bytes()) > 0
}

// bytes are all that a notice says but its id and version, in an order of their own.
func (n *Notice) bytes() []byte {
	var b []byte
	number := func(v int64) { b = binary.BigEndian.AppendUint64(b, uint64(v)) }
	flag := func(set bool) {
		if b = append(b, 0); set {
			b[len(b)-1] = 1
		}
	}
	flag(n.Cancelled)
	for _, v := range []int64{n.Time.From, n.Time.To, n.Height.From, n.Height.To, n.Area.reach} {
		number(v)
	}
	flag(n.Area.ring)
	number(int64(len(n.Area.core)))
	for _, p := range n.Area.core {
		number(int64(p.x))
		number(int64(p.y))
		number(int64(p.z))
	}
	return append(b, n.Party...)
}
