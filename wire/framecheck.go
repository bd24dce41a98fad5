package wire

import (
	"parley"
)

func checkFrame(f Frame) error {
	bad := func(why string) error { return parley.Errorf(parley.CodeBadEncoding, "a frame %s", why) }
	switch f := f.(type) {
	case *Hello:
		return checkHello(f)
	case *Head:
		if len(f.Signature) != 64 {
			return bad("holds a signature that is not 64 bytes long")
		}
	case *Cosig:
		if len(f.Signature) != 64 {
			return bad("holds a cosignature that is not 64 bytes long")
		}
	case *Entry:
		return checkEntry(f)
	case *Body:
		return checkBody(f.Type == TypeBlob, f.Offset, uint64(len(f.Bytes)), f.Open)
	case *Packed:
		return checkPacked(f)
	case *Part:
		if f.Offset+uint64(len(f.Bytes)) > f.Total || f.Offset > f.Total || f.Total > MaxCharter+MaxFrame {
			return bad("is a part outside its whole")
		}
	case *Ack:
		return checkPackets(f.Packets)
	case *Bye:
		return CheckLine("reason of a frame", f.Reason, MaxReason)
	case *Have:
		for _, h := range f.Items {
			if err := checkRanges(h.Ranges, h.Size); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkHello(f *Hello) error {
	for _, c := range f.Charters {
		if n := len(c.Sizes); n > MaxParties || len(c.Sheets) != n {
			return parley.Errorf(parley.CodeBadEncoding, "a frame names sheets and sizes that do not match")
		}
		for _, size := range c.Sizes {
			if size >= MaxLogSize {
				return parley.Errorf(parley.CodeTooLarge, "a frame names a record of %d leaves, as no record has", size)
			}
		}
		if err := checkVolumes(c); err != nil {
			return err
		}
	}
	return nil
}

// checkVolumes holds that each later volume is of a party that is there, bears a number that one can have, and stands
// once.
func checkVolumes(c HelloCharter) error {
	if len(c.Volumes) > MaxVolumes {
		return parley.Errorf(parley.CodeTooLarge, "a frame names %d later volumes, more than %d", len(c.Volumes), MaxVolumes)
	}
	seen := map[[2]uint64]bool{}
	for _, v := range c.Volumes {
		at := [2]uint64{v.Party, v.Volume}
		if v.Party >= uint64(len(c.Sizes)) || v.Volume < 2 || v.Volume > MaxVolume || seen[at] {
			return parley.Errorf(parley.CodeBadEncoding, "a frame names volume %d of party %d, which cannot be, or twice", v.Volume, v.Party)
		}
		if v.Size >= MaxLogSize {
			return parley.Errorf(parley.CodeTooLarge, "a frame names a volume of %d leaves, as no record has", v.Size)
		}
		seen[at] = true
	}
	return nil
}

// checkBody holds that n bytes from offset on, and what o opens, are within the limits of an attachment or a message.
func checkBody(blob bool, offset, n uint64, o *Open) error {
	max := uint64(MaxEnvelope)
	if blob {
		max = MaxBlob
	}
	end := offset + n
	if offset > max || end > max {
		return parley.Errorf(parley.CodeTooLarge, "a frame carries bytes beyond the size limit")
	}
	if o != nil && (o.Size > max || end > o.Size || o.Size == 0 || !o.Precedence.Valid()) {
		return parley.Errorf(parley.CodeTooLarge, "a frame opens a body whose size is 0, over the limit or does not fit")
	} else if o != nil && o.ID == nil && (blob || offset != 0 || end != o.Size) {
		return parley.Errorf(parley.CodeBadEncoding, "a frame opens a body without its id")
	}
	return nil
}

// checkPacked holds that a length of 0 stands only where Open says what it is, and that no frame stands for more plain
// bytes than a frame may have [LINK-88].
func checkPacked(f *Packed) error {
	if (f.Length == 0) != (f.Open != nil && f.Open.ID == nil) || f.Plain() > MaxFrame {
		return parley.Errorf(parley.CodeBadEncoding, "a packed frame has no length, one too many or one over %d", MaxFrame)
	}
	return checkBody(f.Type == TypePackedBlob, f.Offset, f.Plain(), f.Open)
}

// checkPackets holds that the ranges of an ACK are newest first and do not touch.
func checkPackets(rs []Range) error {
	for i, r := range rs {
		if r.From >= r.To || i > 0 && r.To >= rs[i-1].From {
			return parley.Errorf(parley.CodeBadEncoding, "a frame holds ranges out of order")
		}
	}
	return nil
}

// checkRanges holds that the ranges of a HAVE are ascending, do not touch and lie within size.
func checkRanges(rs []Range, size uint64) error {
	var last uint64
	for i, r := range rs {
		if r.From >= r.To || r.To > size || i > 0 && r.From <= last {
			return parley.Errorf(parley.CodeBadEncoding, "a frame holds ranges out of order")
		}
		last = r.To
	}
	return nil
}
