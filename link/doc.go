// Package link is the state machine of one line: which frame goes next, and what a frame that came means.
package link
