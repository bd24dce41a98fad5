// Package overlap finds notices that meet in area, height and time, or come nearer than the charter's margins: chapter 10 of
// the spec. It is a pure function of the notices, so that each party computes the same from what it holds.
//
// A point of a form (whole 0.00001 degrees) becomes a vector of whole centimetres from the centre of a sphere of 637,100,880
// cm. All that is decided after that is decided in whole numbers of at most 128 bits: no floating point has a say, so
// that every machine and every other implementation comes to the same answer. Latitude and longitude are gone by then:
// poles and the antimeridian are nothing special.
//
//	idx := overlap.New(overlap.Margins{Metres: 5000, Height: 30_000, Time: 30 * 60 * 1000})
//	was, now := idx.Put(notice) // what it met as it stood before, and what it meets now
//
// Areas are closed: what touches, meets. So are heights and times; a height or a time may be a single value, and either
// end may be open. An area is a point, a line or a ring of corners, and all within some distance of it.
package overlap
