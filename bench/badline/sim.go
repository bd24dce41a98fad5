//go:build linux

package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"time"
)

const (
	simulator     = "simulator"
	simulatorTest = "TestFlashOnALossyPath"
)

func simCases() []benchCase {
	return []benchCase{{name: "loss", on: simulator, title: lossTitle, most: 1, about: time.Minute, cap: patience, run: simulated}}
}

var simulatedLine = regexp.MustCompile(`FLASH at 20 % loss: median (\S+), 99th percentile (\S+), most (\S+), (\d+) bytes both ways`)

// simulated has the same machine of a line carry a thousand FLASHes in its simulator, which is a test of package link.
func simulated(ctx context.Context, t *trial) error {
	heavy.Lock()
	defer heavy.Unlock()
	out, err := exec.CommandContext(ctx, "go", "test", "-count", "1", "-v", "-run", simulatorTest+"$", "./link").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", simulatorTest, err, out[max(0, len(out)-500):])
	}
	return t.simulated(string(out))
}

func (t *trial) simulated(out string) error {
	found := simulatedLine.FindStringSubmatch(out)
	if found == nil {
		return fmt.Errorf("%s measured nothing", simulatorTest)
	}
	least := limit(t.text(languages[0]), usualRate, usualDelay)
	for i, v := range []value{
		{what: delivered + ", median of 1,000", unit: "s", limit: least},
		{what: delivered + ", 99th percentile of 1,000", unit: "s", limit: least, aim: 3 * least},
		{what: delivered + ", most of 1,000", unit: "s", limit: least},
	} {
		took, err := time.ParseDuration(found[i+1])
		if err != nil {
			return err
		}
		v.x = took.Seconds()
		t.put(v)
	}
	bytes, err := strconv.Atoi(found[4])
	t.put(value{what: "bytes a message, both ways", x: float64(bytes), unit: "B"})
	return err
}
