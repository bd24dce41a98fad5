// Package chart is what a map draws: coast lines, and the geometry of the places that notices name. It is pure: no clock,
// no file, no network. The coast is Natural Earth's land and nothing else: no borders, names or flags.
package chart
