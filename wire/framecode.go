package wire

import (
	"parley"
)

func (f *Hello) frameType() FrameType { return TypeHello }

func (f *SheetFrame) frameType() FrameType { return TypeSheet }

func (f *EditionFrame) frameType() FrameType { return TypeEdition }

func (f *Leaves) frameType() FrameType { return TypeLeaves }

func (f *Head) frameType() FrameType { return TypeHead }

func (f *Proof) frameType() FrameType { return TypeProof }

func (f *Cosig) frameType() FrameType { return TypeCosig }

func (f *Body) frameType() FrameType { return f.Type }

func (f *Have) frameType() FrameType { return TypeHave }

func (f *Ack) frameType() FrameType { return TypeAck }

func (f *Part) frameType() FrameType { return TypePart }

func (f *Ping) frameType() FrameType { return TypePing }

func (f *Pong) frameType() FrameType { return TypePong }

func (f *Ask) frameType() FrameType { return TypeAsk }

func (f *Fork) frameType() FrameType { return TypeFork }

func (f *Bye) frameType() FrameType { return TypeBye }

func (f *VolumeFrame) frameType() FrameType { return TypeVolume }

func (f *Packed) frameType() FrameType { return f.Type }

// EncodeFrame returns the bytes of f, whose Type field it sets.
func EncodeFrame(f Frame) []byte {
	switch f := f.(type) {
	case *Hello:
		f.Type = TypeHello
	case *SheetFrame:
		f.Type = TypeSheet
	case *EditionFrame:
		f.Type = TypeEdition
	case *Leaves:
		f.Type = TypeLeaves
	case *Head:
		f.Type = TypeHead
	case *Proof:
		f.Type = TypeProof
	case *Cosig:
		f.Type = TypeCosig
	case *Entry:
		f.Type = TypeEntry
	case *Have:
		f.Type = TypeHave
	case *Ack:
		f.Type = TypeAck
	case *Part:
		f.Type = TypePart
	case *Ping:
		f.Type = TypePing
	case *Pong:
		f.Type = TypePong
	case *Ask:
		f.Type = TypeAsk
	case *Fork:
		f.Type = TypeFork
	case *Bye:
		f.Type = TypeBye
	case *VolumeFrame:
		f.Type = TypeVolume
	}
	return Marshal(f)
}

var newFrame = map[FrameType]func() Frame{
	TypeHello:   func() Frame { return new(Hello) },
	TypeSheet:   func() Frame { return new(SheetFrame) },
	TypeEdition: func() Frame { return new(EditionFrame) },
	TypeLeaves:  func() Frame { return new(Leaves) },
	TypeHead:    func() Frame { return new(Head) },
	TypeProof:   func() Frame { return new(Proof) },
	TypeCosig:   func() Frame { return new(Cosig) },
	TypeEntry:   func() Frame { return new(Entry) },
	TypeBody:    func() Frame { return new(Body) },
	TypeBlob:    func() Frame { return new(Body) },
	TypeHave:    func() Frame { return new(Have) },
	TypeAck:     func() Frame { return new(Ack) },
	TypePart:    func() Frame { return new(Part) },
	TypePing:    func() Frame { return new(Ping) },
	TypePong:    func() Frame { return new(Pong) },
	TypeAsk:     func() Frame { return new(Ask) },
	TypeFork:    func() Frame { return new(Fork) },
	TypeBye:     func() Frame { return new(Bye) },
	TypeVolume:  func() Frame { return new(VolumeFrame) },

	TypePacked:     func() Frame { return new(Packed) },
	TypePackedBlob: func() Frame { return new(Packed) },
}

// PeekType returns the type of an encoded frame without decoding it, or 0.
func PeekType(b []byte) FrameType {
	if len(b) < 2 || b[0] < 0x81 || b[0] > 0x97 || b[1] > 0x17 {
		return 0
	}
	return FrameType(b[1])
}

// DecodeFrame reads one frame of at most max bytes: MaxFrame on a bearer, more for one put together from parts. A type
// that this version does not know gives an error with code bad-encoding; a line goes on after it.
func DecodeFrame(b []byte, max int) (Frame, error) {
	mk, ok := newFrame[PeekType(b)]
	if !ok {
		return nil, parley.Errorf(parley.CodeBadEncoding, "a frame of unknown type")
	}
	f := mk()
	if err := Unmarshal("frame", b, max, f); err != nil {
		return nil, err
	}
	return f, checkFrame(f)
}
