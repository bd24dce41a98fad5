package overlap

import (
	"flag"
	"math/big"
	"testing"
)

var every = flag.Bool("every", false, "compare every sine and chord with 200 bits, not some")

// [OVL-1] The sine of each angle MUST be the whole number nearest to 2^31 times it, and [OVL-4] each chord that nearest to its
// own: as 200 bits have them.
func TestSines(t *testing.T) {
	step := 9973
	if *every {
		step = 1
	}
	angle := new(big.Float).SetPrec(200).Quo(pi(), big.NewFloat(2*quarter))
	for n := 0; n <= quarter; n += step {
		if n%1000 == 0 || doubtful(sine(angleOfDegrees(n)), 1<<30) || step > 1 {
			want := nearest(bigSine(new(big.Float).Mul(angle, big.NewFloat(float64(n)))), 1<<31)
			if got := sin31(n); got != want {
				t.Fatalf("the sine of %d is %d, not %d", n, got, want)
			}
		}
	}
	short := new(big.Float).SetPrec(200).Quo(big.NewFloat(25), big.NewFloat(earth))
	for u := int64(0); u < half; u += int64(step) {
		if u%1000 == 0 || doubtfulChord(u) || step > 1 {
			want := nearest(bigSine(new(big.Float).Mul(short, big.NewFloat(float64(u)))), 2*earth)
			if got := chord(u); got != want {
				t.Fatalf("the chord of %d is %d, not %d", u, got, want)
			}
		}
	}
	if limit := nearest(pi(), earth); limit < 2*25*(half-1)-50 || limit > 2*25*half {
		t.Errorf("from %d half metres on no chord is longer, not from %d on", limit/50, half)
	}
}

// doubtful reports whether an error of 2^-55 could bring a sine to another whole number.
func doubtful(s uint64, unit uint64) bool {
	rest := s % unit
	return rest > unit/2-1<<6 && rest < unit/2+1<<6
}

func doubtfulChord(u int64) bool {
	n := new(big.Int).Mul(new(big.Int).SetUint64(sine(angleOfChord(u))), big.NewInt(2*earth))
	rest := n.Sub(n, big.NewInt(0)).And(n, big.NewInt(1<<fraction-1)).Int64()
	off := rest - 1<<(fraction-1)
	return off < 1<<38 && off > -1<<38
}

func nearest(f *big.Float, times int64) int64 {
	f = new(big.Float).Mul(f, new(big.Float).SetInt64(times))
	n, _ := f.Add(f, big.NewFloat(0.5)).Int64()
	return n
}

// bigSine is the Taylor series to 2^-200.
func bigSine(x *big.Float) *big.Float {
	sum, term := new(big.Float).Copy(x), new(big.Float).Copy(x)
	square := new(big.Float).Mul(x, x)
	for k := 2.0; k < 80; k += 2 {
		term.Mul(term, square).Quo(term, big.NewFloat(-k*(k+1)))
		sum.Add(sum, term)
	}
	return sum
}

// pi is Machin's: 16 arctan(1/5) - 4 arctan(1/239).
func pi() *big.Float {
	arctan := func(n int64) *big.Float {
		x := new(big.Float).SetPrec(240).Quo(big.NewFloat(1), new(big.Float).SetInt64(n))
		sum, power := new(big.Float).SetPrec(240).Copy(x), new(big.Float).SetPrec(240).Copy(x)
		for k := int64(3); k < 200; k += 2 {
			power.Quo(power, new(big.Float).SetInt64(-n*n))
			sum.Add(sum, new(big.Float).SetPrec(240).Quo(power, new(big.Float).SetInt64(k)))
		}
		return sum
	}
	a, b := arctan(5), arctan(239)
	return a.Sub(a.Mul(a, big.NewFloat(16)), b.Mul(b, big.NewFloat(4)))
}
