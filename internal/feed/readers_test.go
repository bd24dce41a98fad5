package feed

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// elsewhere opens texts with the reader of another maker for their format, and says for each what it took.
func elsewhere[T any](t *testing.T, format string, texts []string) (read []T, faults []string) {
	t.Helper()
	lock, err := os.ReadFile("testdata/readers/package-lock.json")
	cache, err2 := os.UserCacheDir()
	dir := filepath.Join(cache, "parley", fmt.Sprintf("readers-%x", sha256.Sum256(lock))[:len("readers-")+12])
	if _, err3 := os.Stat(dir); err != nil || err2 != nil || err3 != nil {
		t.Fatalf("the readers are not here: scripts/readers.sh installs them (%v %v %v)", err, err2, err3)
	}
	in, _ := json.Marshal(texts)
	c := exec.Command("node", "testdata/readers/read.cjs", dir, format)
	c.Stdin, c.Stderr = bytes.NewReader(in), os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	var said []json.RawMessage
	if err := json.Unmarshal(out, &said); err != nil || len(said) != len(texts) {
		t.Fatalf("%d of %d read: %v", len(said), len(texts), err)
	}
	for _, b := range said {
		var wrong struct{ Error string }
		var x T
		if json.Unmarshal(b, &wrong); wrong.Error == "" {
			if err := json.Unmarshal(b, &x); err != nil {
				t.Fatalf("%v: %s", err, b)
			}
		}
		read, faults = append(read, x), append(faults, wrong.Error)
	}
	return read, faults
}

var (
	blockPoint = regexp.MustCompile(`\b(\d{6}[NS])(\d{7}[EW])\b`)
	seaPoint   = regexp.MustCompile(`\b(\d{2})-(\d{2}\.\d{2}[NS]) (\d{3})-(\d{2}\.\d{2}[EW])\b`)
)

// positions are the places of a text as another maker's reader of coordinates has them. It knows no hyphen between degrees and minutes,
// so that becomes the sign of degrees.
func positions(t *testing.T, pattern *regexp.Regexp, text string) [][2]float64 {
	t.Helper()
	var texts []string
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
		if len(m) == 5 {
			m = []string{"", m[1] + "°" + m[2], m[3] + "°" + m[4]}
		}
		texts = append(texts, m[1]+" "+m[2])
	}
	read, faults := elsewhere[[2]float64](t, "position", texts)
	if s := strings.Join(faults, ""); s != "" {
		t.Errorf("%q: %s", texts, s)
	}
	return read
}

// For navigational warnings no reader of another maker was found. Their positions, which are what may kill, are read by one of
// coordinates: each is the notice's, to a hundredth of a minute; and so are the positions of NOTAM, to a second.
func TestPositionsElsewhere(t *testing.T) {
	n := firing(t)
	n.Places = []Place{place(t, "route 59.33000,18.06000 -17.50000,-179.98765 0.00001,-0.00001 -59.33333,179.99000 5.00834,-9.99999"), place(t, "circle -0.51234,7.65432 radius 500")}
	for _, c := range []struct {
		format  string
		pattern *regexp.Regexp
		within  float64
	}{{Shipping, seaPoint, 0.00009}, {Aviation, blockPoint, 0.00015}} {
		if c.format == Aviation {
			n.Places = []Place{place(t, "polygon 59.33000,18.06000 59.50001,18.99999 60.12345,17.54321"), place(t, "circle 59.99999,18.00001 radius 500")}
		}
		read := positions(t, c.pattern, strings.ReplaceAll(string(write(t, c.format, []Notice{n}, options).Documents[0]), "\n", " "))
		var points [][2]float64
		for _, p := range n.Places {
			for _, at := range p.Points {
				points = append(points, [2]float64{float64(at.Lat) / 1e5, float64(at.Lon) / 1e5})
			}
			if c.format == Aviation && len(p.Points) > 1 {
				points = append(points, points[0]) // the ring is closed
			}
		}
		if len(read) != len(points) {
			t.Fatalf("%s: %d positions of %d", c.format, len(read), len(points))
		}
		for i := range read {
			if math.Abs(read[i][0]-points[i][0]) > c.within || math.Abs(read[i][1]-points[i][1]) > c.within {
				t.Errorf("%s: %v is read as %v", c.format, points[i], read[i])
			}
		}
	}
}
