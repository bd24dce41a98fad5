//go:build linux

package main

func (r *result) plot() string        { return "" }
func (r *result) page(o order) string { return "" }
