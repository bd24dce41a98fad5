// Package feed writes notices for programs that know nothing of this one: calendars, maps, and those that warn shipping and
// aviation. Each format is a pure function of notices, in a file of its own.
//
//	written, err := feed.Write(feed.Calendar, notices, feed.Options{})
//
// What a notice does not say is left out, never made up; what a format cannot do without, and a notice lacks, keeps it out of
// that feed, which says so (Written.Left). Nothing that stands under a restricted charter is ever written.
//
// Geometry is reckoned in floating point here: nothing that two parties must agree on is decided by it.
package feed
