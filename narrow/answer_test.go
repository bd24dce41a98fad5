package narrow

import "io"

// Answer takes a beginning and answers it at once.
func Answer(e End, b Beginning, own uint16, frames []Frame, random io.Reader) (*Association, []Frame, []byte, error) {
	taken, came, err := Take(e, b, random)
	if err != nil {
		return nil, nil, nil, err
	}
	a, packet, err := taken.Answer(own, frames)
	return a, came, packet, err
}
