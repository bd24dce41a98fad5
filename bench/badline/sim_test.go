//go:build linux

package main

import "testing"

// What the simulator printed becomes rows; where it printed nothing, the run has failed.
func TestSimulatedRows(t *testing.T) {
	x := &trial{}
	if err := x.simulated("    lossy_test.go:44: measured: simulation: FLASH at 20 % loss: median 712ms, 99th percentile 1.304s, most 2.5s, 958 bytes both ways; measured loss 20 %\n"); err != nil {
		t.Fatal(err)
	}
	if len(x.values) != 4 || x.values[0].x != 0.712 || x.values[1].x != 1.304 || x.values[1].aim != 3*x.values[1].limit || x.values[3].x != 958 {
		t.Errorf("rows: %+v", x.values)
	}
	if err := x.simulated("ok  \tparley/link"); err == nil {
		t.Error("a test that measured nothing was taken")
	}
}
