// Package faultdisk puts a disk under SQLite that loses power, fails, or is slow. It is for tests and measurements only.
//
// Once it is in use, every database file that is opened below a watched directory keeps two states beside the file
// itself: what has been forced to disk, and the writes since. A power cut leaves the first and, of the second, any
// part: each write whole, torn at a sector, or not at all, in any combination, as a disk with a cache may do.
//
// It works below SQLite's own file layer, which it wraps: files, locks and shared memory stay the real ones. What a
// program does with files of its own is not watched.
package faultdisk
