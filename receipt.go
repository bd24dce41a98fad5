package parley

// A Receipt says how far a message got at one addressee party, in steps that are never mixed up. A zero time means
// "not yet". Recorded, Acknowledged, Answered and Refused are dates in the addressee's own log; Opened is what its
// node reported.
type Receipt struct {
	Recorded     Millis // the other node entered it in its own record
	Opened       Millis // an officer's screen showed it, where the charter has this reported
	Acknowledged Millis // an officer signed for it
	Answered     Millis // a message or act replied to it
	Refused      *Refusal
}

// A Refusal is a verdict on effect, not on the text: the text is stored and shown all the same.
type Refusal struct {
	Time   Millis
	Code   RefusalCode
	Reason string
}

// RefusalCode says, in one byte of a refused leaf, why a message has no effect. Codes are frozen and only added to.
type RefusalCode uint8

// The reasons for which a message is refused.
const (
	RefusedUnspecified   RefusalCode = 0
	RefusedEdition       RefusalCode = 1  // made under an edition that is not in force
	RefusedSignature     RefusalCode = 2  // no valid signature of a key that may sign for the post
	RefusedRoster        RefusalCode = 3  // the roster or sheet number is older than the one in force
	RefusedExercise      RefusalCode = 4  // exercise marking does not match the charter
	RefusedAddressees    RefusalCode = 5  // an addressee is no party or post of the edition
	RefusedForm          RefusalCode = 6  // the form is not one of the charter's
	RefusedHandling      RefusalCode = 7  // the handling marking is not one of the charter's
	RefusedLimit         RefusalCode = 8  // over a limit of the charter
	RefusedNotReleased   RefusalCode = 9  // not released as agreed
	RefusedDuplicateMark RefusalCode = 10 // its mark stands in the record already
	RefusedWithdrawn     RefusalCode = 11 // its originator or an addressee has withdrawn from the charter
)

var refusalReasons = map[RefusalCode]string{
	RefusedUnspecified:   "no reason given",
	RefusedEdition:       "made under an edition of the charter that is not in force",
	RefusedSignature:     "no valid signature of a key that may sign for this post",
	RefusedRoster:        "the sheet or roster it names is older than the one in force",
	RefusedExercise:      "its exercise marking does not match the charter",
	RefusedAddressees:    "an addressee is no party or post of the charter",
	RefusedForm:          "the charter has no such form",
	RefusedHandling:      "the charter has no such handling marking",
	RefusedLimit:         "over a limit of the charter",
	RefusedNotReleased:   "not released as agreed",
	RefusedDuplicateMark: "its mark was already used",
	RefusedWithdrawn:     "its originator or an addressee has withdrawn from the charter",
}

// Reason returns the plain sentence for c.
func (c RefusalCode) Reason() string {
	if s, ok := refusalReasons[c]; ok {
		return s
	}
	return "a reason that this version does not know"
}
