package node

import "context"

// Watching is the part of API about who mans the posts: watches, and how they are handed over. Nothing of it leaves the node.
type Watching interface {
	// Posts says of each post of this party who has its watch now, and what of a hand-over there is.
	Posts(ctx context.Context) ([]PostView, error)
	// TakeWatch takes the watch of a post: one that nobody has, or that is being handed over, or, where it is said so, without
	// a hand-over. CodePolicy where it may not be taken so; who has it already gets what there is.
	TakeWatch(ctx context.Context, t WatchTaking) (WatchView, error)
	// PrepareHandOver writes the sheet of a hand-over, with notes, in the place of any before. Only who has the watch does.
	PrepareHandOver(ctx context.Context, h HandOver) (WatchView, error)
	// GiveWatch hands the sheet over as it was prepared. The watch goes on until another takes it.
	GiveWatch(ctx context.Context, s WatchSigning) (WatchView, error)
	// WatchLog lists the watches that were going on in a day, YYYY-MM-DD in UTC, the first first; of one post, or of all.
	WatchLog(ctx context.Context, post, day string) ([]WatchView, error)
}

// A WatchTaking asks for the watch of a post, which Who names.
type WatchTaking struct {
	Sheet     string `json:"sheet"`     // SHA-256 of the sheet that was read; empty: none
	Signature []byte `json:"signature"` // over the sheet, as canonical CBOR; none where no roster asks for it
	Without   bool   `json:"without"`   // without a hand-over, from whoever has it
	Duress    bool   `json:"duress"`    // the passphrase was the one that says that its owner is forced
	Who       Who    `json:"who"`
}

// A HandOver asks for the sheet of a hand-over, at the post that Who names.
type HandOver struct {
	Notes string `json:"notes"`
	Who   Who    `json:"who"`
}

// A WatchSigning gives a sheet, at the post that Who names.
type WatchSigning struct {
	Sheet     string `json:"sheet"`
	Signature []byte `json:"signature"`
	Duress    bool   `json:"duress"`
	Who       Who    `json:"who"`
}

// PostView is one post of this party.
type PostView struct {
	Post  string     `json:"post"`
	Watch *WatchView `json:"watch"` // null: nobody has it
	// Screens is how many are open at it now. Watched says that one is to be; Empty since when none is, as far as that is an alarm.
	Screens int     `json:"screens"`
	Watched bool    `json:"watched"`
	Empty   *string `json:"empty"`
}

// WatchView is one watch. By is null until his signature says who he is.
type WatchView struct {
	ID      string  `json:"id"`
	Post    string  `json:"post"`
	User    string  `json:"user"`
	Officer *string `json:"officer"`
	Taken   string  `json:"taken"`
	Ended   *string `json:"ended"`
	// Sheet is the text of the hand-over, Hash its SHA-256, Offered when it was given; null where there is none yet.
	Sheet   *string `json:"sheet"`
	Hash    *string `json:"hash"`
	Offered *string `json:"offered"`
	// Charter is that whose roster says who signs the sheet; null: no record has a roster, and nobody signs.
	Charter *string `json:"charter"`
	Gave    *string `json:"gave"` // officer whose signature by the old watch holds, now
	Took    *string `json:"took"` // officer whose signature by the new one does
	// Relief is who took the watch after it; null: nobody yet.
	Relief *ReliefView `json:"relief"`
	Marks  []string    `json:"marks"` // warnings to be shown with it, plain sentences
}

// ReliefView is who took a watch after another.
type ReliefView struct {
	ID      string  `json:"id"`
	User    string  `json:"user"`
	Officer *string `json:"officer"`
}

// The uses under which officers sign a sheet, with the charter id as scope. No message is signed so, and no sheet leaves.
const (
	UseGiveWatch = "parley watch given v1"
	UseTakeWatch = "parley watch taken v1"
)
