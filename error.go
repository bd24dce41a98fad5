package parley

import (
	"errors"
	"fmt"
)

// A Code names a class of error for programs; codes are frozen and only added to.
type Code string

// The codes.
const (
	CodeInternal     Code = "internal"      // anything without a code of its own
	CodeUsage        Code = "usage"         // the command line is wrong
	CodeBadName      Code = "bad-name"      // a party or post id
	CodeBadID        Code = "bad-id"        // a message, edition or charter id
	CodeBadMessage   Code = "bad-message"   // a field of a message
	CodeBadCharter   Code = "bad-charter"   // a charter text or its signatures
	CodeBadSheet     Code = "bad-sheet"     // a sheet or a party file
	CodeBadKey       Code = "bad-key"       // a key, its file or passphrase, or a key that is not the one expected
	CodeBadRoster    Code = "bad-roster"    // a roster act
	CodeNotReleased  Code = "not-released"  // signatures that are not those that roster and charter ask for
	CodeBadEncoding  Code = "bad-encoding"  // bytes that are not the one canonical encoding
	CodeBadSignature Code = "bad-signature" // a signature that does not verify
	CodeBadRecord    Code = "bad-record"    // a leaf, head or proof that does not hold
	CodeTooLarge     Code = "too-large"     // over a size limit
	CodeUnknownParty Code = "unknown-party" // no such party or post under this charter
	CodeNotFound     Code = "not-found"     // nothing here has that id
	CodeAmbiguous    Code = "ambiguous"     // several charters or posts would fit
	CodeDuplicate    Code = "duplicate"     // already recorded
	CodeClock        Code = "clock"         // this machine's clock cannot be right
	CodeBusy         Code = "busy"          // another process holds the directory or the port
	CodeNotRunning   Code = "not-running"   // no node serves this directory
	CodeNoPath       Code = "no-path"       // nothing answers at an address
	CodeNoNode       Code = "no-node"       // something answers at an address, and it is no node
	CodeStorage      Code = "storage"       // disk full, read-only or failing
	CodeFork         Code = "fork"          // two heads of one log contradict each other
	CodeExpired      Code = "expired"       // the message's own expiry has passed
	CodeNotYet       Code = "not-yet"       // accepted, not yet as far as was asked for
	CodeLimit        Code = "limit"         // a quota is used up
	CodePolicy       Code = "policy"        // the party's own policy asks for more before it is released
)

// An Error has two readers: Code and Sentence for the user, the wrapped chain for the operator.
type Error struct {
	Code     Code
	Sentence string // one plain sentence in the field's words, no full stop, no secrets
	Cause    error  // may be nil
}

// Error returns the sentence and the chain.
func (e *Error) Error() string {
	if e.Cause == nil {
		return e.Sentence
	}
	return e.Sentence + ": " + e.Cause.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Errorf returns an Error without a cause.
func Errorf(c Code, format string, args ...any) *Error {
	return &Error{Code: c, Sentence: fmt.Sprintf(format, args...)}
}

// Wrap returns an Error over cause.
func Wrap(cause error, c Code, format string, args ...any) *Error {
	return &Error{Code: c, Sentence: fmt.Sprintf(format, args...), Cause: cause}
}

// CodeOf returns the code of the first Error in err's chain, or CodeInternal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// SentenceOf returns what the user reads: the sentence of the first Error in err's chain, or a general one.
func SentenceOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Sentence
	}
	return "internal error: " + err.Error()
}
