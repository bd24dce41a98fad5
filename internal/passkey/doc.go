// Package passkey asks an officer's browser for a new passkey, and for signatures by it, through a small page that this
// machine serves: on http://localhost, which browsers take for a secure context, or under a certificate of the
// organisation's own CA. The page has a path that nobody can guess and that is used up by one answer; it loads nothing
// from elsewhere.
package passkey
