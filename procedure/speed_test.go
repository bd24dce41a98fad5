package procedure

import (
	"syscall"
	"testing"
	"time"
)

// A proceeding of 10,000 acts folds in under 50 ms. What is measured is processor time, which other work on the machine
// changes less than the time of day; a fold is one goroutine's work. The test fails only far beyond, or where four times
// as many acts take far more than four times as long.
func TestFoldsTenThousandActs(t *testing.T) {
	for _, n := range []int{2, 7, 31} {
		small, large := foldTime(t, n, 2_500), foldTime(t, n, 10_000)
		t.Logf("measured: a proceeding of %d parties and 10,000 acts folds in %.1f ms of processor time, one of 2,500 acts in %.1f ms",
			n, large.Seconds()*1000, small.Seconds()*1000)
		if large > 400*time.Millisecond || large > 12*small {
			t.Errorf("%d parties: 2,500 acts take %v, 10,000 take %v", n, small, large)
		}
	}
	small := foldTime(t, 4, 12)
	t.Logf("measured: a proceeding of 4 parties and 12 acts folds in %.3f ms of processor time", small.Seconds()*1000)
}

// foldTime returns the least processor time of a fold, the collection of what it left behind included. It is measured over
// so many folds that the clock of the kernel, which may tick only every few milliseconds, measures them.
func foldTime(t *testing.T, parties, acts int) time.Duration {
	in := long(parties, acts)
	best := time.Hour
	rounds := max(4, 40_000/acts)
	for range 4 {
		before := processorTime(t)
		for range rounds {
			if r, err := Fold(in); err != nil || !r.Settled {
				t.Fatalf("%v %v", err, r)
			}
		}
		best = min(best, (processorTime(t)-before)/time.Duration(rounds))
	}
	return best
}

func processorTime(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
