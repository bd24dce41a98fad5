// Package intake reads bodies of a form from what other programs write: GeoJSON, a feature for each, and CSV, a row for each. It is
// pure. Either all of a file is taken, or nothing of it, with a fault for each row and field that stands in the way.
package intake
