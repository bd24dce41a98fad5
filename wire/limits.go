package wire

// Sizes that every reader enforces before it allocates, in bytes unless said otherwise [WIRE-2].
const (
	MaxText       = 64 << 10  // body of the form text
	MaxPayload    = 128 << 10 // canonical payload
	MaxEnvelope   = 160 << 10 // payload with its signatures
	MaxSignatures = 16        // signatures on one payload
	MaxBlobs      = 16        // attachments of one message
	MaxBlob       = 64 << 20  // one attachment; at least 1 byte
	MaxSubject    = 200       // subject
	MaxFileName   = 255       // name of an attachment
	MaxMediaType  = 127       // media type of an attachment
	MaxLang       = 35        // BCP 47 tag
	MaxWord       = 64        // form, act, handling
	MaxParties    = 57        // parties of a charter
	MaxPosts      = 64        // addressees of a message, and posts of a party
	MaxSeen       = 64        // acts in seen, and texts agreed to
	MaxKeyProof   = 1 << 10   // evidence of one signature
	MaxSheet      = 16 << 10  // a sheet with its signatures
	MaxCharter    = 1 << 20   // one edition
	MaxFrame      = 16 << 10  // one frame on any bearer
	MaxReason     = 200       // reason of a BYE
	MaxLeaf       = 47 + 8    // one leaf: a sent leaf of a charter of 57 parties
	MaxLogSize    = 1 << 62   // sizes of records, and places in them, are below it
	LaterVolumes  = 64        // from this number on a Log names a later volume; more than MaxParties
	MaxVolumes    = 64        // later volumes under one charter
	MaxVolume     = 65        // number of a volume: 0 is the first one, 1 none, the later ones count from 2
	MaxStatement  = 16 << 10  // the statement that opens a volume
)
