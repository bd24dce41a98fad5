package wire

import (
	"parley"
)

// FrameType is the first element of a frame. Values are frozen and only added to [LINK-1].
type FrameType uint8

// The types of frames.
const (
	TypeHello   FrameType = 1
	TypeSheet   FrameType = 2
	TypeEdition FrameType = 3
	TypeLeaves  FrameType = 4
	TypeHead    FrameType = 5
	TypeProof   FrameType = 6
	TypeCosig   FrameType = 7
	TypeBody    FrameType = 8
	TypeBlob    FrameType = 9
	TypeHave    FrameType = 10
	TypeAck     FrameType = 11
	TypePart    FrameType = 12
	TypePing    FrameType = 13
	TypePong    FrameType = 14
	TypeAsk     FrameType = 15
	TypeFork    FrameType = 16
	TypeBye     FrameType = 17
	TypeVoice   FrameType = 18 // reserved
	TypeVolume  FrameType = 19

	TypePacked     FrameType = 20
	TypePackedBlob FrameType = 21
)

// LinkVersion is the version of the frames that this package describes.
const LinkVersion = 1

// A Frame is one of the types below.
type Frame interface{ frameType() FrameType }

// A Log names a record in a frame: Charter is the place of the charter in the HELLO of whoever sends the frame. Party,
// below LaterVolumes, names the first volume of a party's record by the owner's place in the party order of the first
// edition, behind which stand those who joined by later editions, in their order; LaterVolumes and k is the volume at
// place k of that HELLO's Volumes. All count from 0.
type Log struct {
	_       struct{} `cbor:",toarray"`
	Charter uint64
	Party   uint64
}

// Hello opens a session and names what its sender holds. It lists only charters to which the other node is a party too.
type Hello struct {
	_        struct{} `cbor:",toarray"`
	Type     FrameType
	Version  uint64
	Time     parley.Millis // the sender's clock
	Features uint64        // bits; unknown ones are ignored
	Charters []HelloCharter
}

// HelloCharter is one charter in a Hello; Sheets and Sizes are in party order, Volumes in the order in which the sender
// learned of them.
type HelloCharter struct {
	_       struct{} `cbor:",toarray"`
	ID      parley.Hash
	Edition uint64   // number of the edition in force at the sender
	Short   [8]byte  // first 8 bytes of that edition's id
	Sheets  []Short  // the newest sheet held of each party
	Sizes   []uint64 // leaves held of the first volume of each party's record, under a verified head
	Volumes []HelloVolume
}

// HelloVolume is a later volume of a party's record in a Hello.
type HelloVolume struct {
	_      struct{} `cbor:",toarray"`
	Party  uint64   // the owner's place
	Volume uint64   // 2 to MaxVolume
	Size   uint64   // leaves held, under a verified head
}

// Short names a numbered page by its number and the first 8 bytes of its hash; number 0 says that none is held.
type Short struct {
	_      struct{} `cbor:",toarray"`
	Number uint64
	Hash   [8]byte
}

// SheetFrame carries one sheet with its signatures.
type SheetFrame struct {
	_     struct{} `cbor:",toarray"`
	Type  FrameType
	Sheet []byte
}

// EditionFrame carries one edition of a charter with the signatures of its parties as note lines.
type EditionFrame struct {
	_          struct{} `cbor:",toarray"`
	Type       FrameType
	Charter    parley.Hash
	Edition    []byte
	Signatures []string
}

// Leaves carries the leaves of one record from place Start on. Frontier is empty, or holds the roots of the complete
// subtrees that make up the tree of size Start, largest first, for a receiver that does not hold the leaves before.
type Leaves struct {
	_        struct{} `cbor:",toarray"`
	Type     FrameType
	Log      Log
	Start    uint64
	Leaves   [][]byte
	Frontier []parley.Hash
}

// Head carries a log's signature over its checkpoint of Size. Root is null where the receiver can compute it.
type Head struct {
	_         struct{} `cbor:",toarray"`
	Type      FrameType
	Log       Log
	Size      uint64
	Signature []byte // 64 bytes
	Root      *parley.Hash
}

// Proof carries one leaf with its inclusion proof under the tree of Size, in the order of RFC 6962, 2.1.1.
type Proof struct {
	_     struct{} `cbor:",toarray"`
	Type  FrameType
	Log   Log
	Index uint64
	Leaf  []byte
	Size  uint64
	Path  []parley.Hash
}

// Cosig carries a mirror's cosignature of a head (C2SP tlog-cosignature, type 0x04).
type Cosig struct {
	_         struct{} `cbor:",toarray"`
	Type      FrameType
	Log       Log
	Mirror    uint64 // the cosigning party's place
	Size      uint64
	Root      parley.Hash
	Time      uint64 // seconds since 1970
	Signature []byte // 64 bytes
}

// Body carries Bytes of a message (TypeBody) or an attachment (TypeBlob) from Offset on. N numbers what is carried
// within this session and direction; the first frame for each N carries Open.
type Body struct {
	_      struct{} `cbor:",toarray"`
	Type   FrameType
	N      uint64
	Offset uint64
	Bytes  []byte
	Open   *Open
}

// Packed carries a piece of a message (TypePacked) or an attachment (TypePackedBlob) packed with the dictionary of a
// charter. Length is how many plain bytes Bytes stands for; 0 says as many as Open states, where it is the whole message.
type Packed struct {
	_       struct{} `cbor:",toarray"`
	Type    FrameType
	N       uint64
	Offset  uint64
	Length  uint64
	Context uint64 // place in the dictionary
	Bytes   []byte
	Open    *Open
}

// Plain returns how many plain bytes f carries.
func (f *Packed) Plain() uint64 {
	if f.Length == 0 && f.Open != nil {
		return f.Open.Size
	}
	return f.Length
}

// Open says what a number stands for. ID is null where the one frame carries the whole message.
type Open struct {
	_          struct{} `cbor:",toarray"`
	Log        Log      // the author's record
	Size       uint64
	ID         *parley.Hash
	Precedence parley.Precedence
}

// Have names bodies held in part: [id, size, ranges], ranges half-open, ascending, not touching.
type Have struct {
	_     struct{} `cbor:",toarray"`
	Type  FrameType
	Items []Held
}

// Held is one body in a Have; a whole one has the single range 0 to Size.
type Held struct {
	_      struct{} `cbor:",toarray"`
	ID     parley.Hash
	Size   uint64
	Ranges []Range
}

// Range is half-open: From <= x < To.
type Range struct {
	_    struct{} `cbor:",toarray"`
	From uint64
	To   uint64
}

// Ack says what arrived in this session: on a reliable bearer the number of frame bytes, otherwise ranges of packet
// numbers, newest first.
type Ack struct {
	_       struct{} `cbor:",toarray"`
	Type    FrameType
	Bytes   uint64
	Packets []Range
}

// Part carries a piece of a frame that is longer than the frame size of the moment.
type Part struct {
	_      struct{} `cbor:",toarray"`
	Type   FrameType
	Frame  uint64
	Offset uint64
	Total  uint64
	Bytes  []byte
}

// Ping asks for a Pong with the same token; each carries its sender's clock.
type Ping struct {
	_     struct{} `cbor:",toarray"`
	Type  FrameType
	Token uint64
	Time  parley.Millis
}

// Pong answers a Ping.
type Pong struct {
	_     struct{} `cbor:",toarray"`
	Type  FrameType
	Token uint64
	Time  parley.Millis
}

// What an Ask asks for.
const (
	AskSheet     = 1 // the sheet of Log.Party whose hash is ID, or the newest
	AskEdition   = 2 // the edition of Log.Charter whose id is ID, or edition From
	AskLeaves    = 3 // leaves of Log from From on
	AskBody      = 4 // the message ID
	AskBlob      = 5 // the attachment ID
	AskHead      = 6 // the head of Log, with its root in full
	AskVolume    = 7 // the statement that opened volume From of Log.Party
	AskStatement = 9 // the statement of Log.Party whose hash is ID
	AskCosigs    = 8 // the newest cosignatures that Log.Party made as a mirror, of every record of Log.Charter
)

// Ask requests what the receiver may hold.
type Ask struct {
	_    struct{} `cbor:",toarray"`
	Type FrameType
	What uint64
	Log  Log
	From uint64
	ID   *parley.Hash
}

// Fork carries an evidence file against a party (chapter 3).
type Fork struct {
	_        struct{} `cbor:",toarray"`
	Type     FrameType
	Evidence []byte
}

// VolumeFrame carries the statement by which a root opened a volume of its party's record (chapter 3).
type VolumeFrame struct {
	_         struct{} `cbor:",toarray"`
	Type      FrameType
	Charter   parley.Hash
	Statement []byte
}

// Bye ends a session and says why.
type Bye struct {
	_      struct{} `cbor:",toarray"`
	Type   FrameType
	Code   uint64
	Reason string // at most 200 bytes
}
