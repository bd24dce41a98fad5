package link

// stopLeaves is how many leaves of a backlog go with a head of their own, so that whoever is far behind can take them
// over piece by piece and keeps what it has after a cut [LINK-34].
const stopLeaves = 4096

// nextStop returns where the piece of the backlog that begins at from ends.
func (m *Machine) nextStop(x *outLog, from uint64) uint64 {
	if x.stop.Size <= from {
		x.stop = Head{}
		if x.need.size() > stopLeaves {
			x.stop = m.cfg.Source.Stop(x.key, from, stopLeaves)
		}
		if len(x.stop.Signature) == 0 || x.stop.Size <= from || x.stop.Size >= x.head.Size {
			x.stop = Head{}
			return x.head.Size
		}
	}
	return x.stop.Size
}

// stopped reports whether all leaves of a piece were sent and its head was not.
func (x *outLog) stopped() bool {
	return x.stop.Size > 0 && (len(x.need) == 0 || x.need[0].From >= x.stop.Size)
}

// stopFrame returns the head of a piece.
func (m *Machine) stopFrame(x *outLog) ([]byte, carried) {
	h := x.stop
	x.stop = Head{}
	return x.frameOf(m, h, false)
}
