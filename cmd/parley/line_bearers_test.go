package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/internal/node"
)

// A line shows each bearer with what is known of it, and says of what waits when it is expected, or why that cannot be said.
func TestLineBearersInWords(t *testing.T) {
	text := func(s string) *string { return &s }
	number := func(n int64) *int64 { return &n }
	soon := parley.MillisOf(now().Add(4*time.Minute + 20*time.Second)).String()
	var b bytes.Buffer
	printLine(&b, node.LineView{Party: "south", State: "up", Since: "2026-11-22T14:30:00.000Z",
		Bearers: []node.BearerView{
			{Name: "tls", Kind: "tls", Cost: 1, Address: "192.0.2.7:7410", State: "suspect", Since: "s", Tested: text("2026-11-22T14:00:00.000Z")},
			{Name: "hf", Kind: "serial", Cost: 10, Address: "/dev/ttyS0", State: "not-trusted", Since: "s", TrustedFrom: text("later"), RateBits: number(2400), RTTMs: number(1240), Uplink: "mast",
				Tested: text("2026-11-22T14:00:00.000Z"), TestAnswered: text("2026-11-22T14:00:01.240Z"), Hours: []node.WindowView{{From: "a", To: "b"}}},
		},
		Waiting: &node.WaitingView{Bearer: "hf", RateBits: number(2400), Measured: true, More: 3,
			Precedences: []node.QueuedView{{Precedence: "routine", Messages: 2, Bytes: 9000, Seconds: number(260), At: &soon}},
			Items: []node.ExpectedView{
				{ID: "4f0c66a14f0c66a1", Precedence: "routine", Bytes: 9000, Left: 8000, Seconds: number(260), At: &soon},
				{ID: "5f0c66a14f0c66a1", Precedence: "routine", Bytes: 9000, Left: 8000, Seconds: number(260), At: &soon, Late: true},
				{ID: "6f0c66a14f0c66a1", Precedence: "routine", Bytes: 1000, Left: 1000, Attachment: true, Seconds: number(40)},
				{ID: "7f0c66a14f0c66a1", Precedence: "routine", Bytes: 1000, Left: 1000},
			}},
	})
	for _, want := range []string{
		"tls           192.0.2.7:7410, suspect since s\n", "cost 1, rate not known\n", "tested 2026-11-22T14:00:00.000Z: not answered",
		"hf            /dev/ttyS0, not-trusted since s, trusted from later\n", "serial, cost 10, 2400 bit/s expected, not measured, round trip 1240 ms, uplink mast\n",
		": answered 2026-11-22T14:00:01.240Z\n", "contact from a to b\n",
		"expected      over hf, 2400 bit/s measured\n", "routine     messages 2, attachments 0, 9000 bytes left: in about 4 min",
		"4f0c66a14f0c  routine message, 8000 of 9000 bytes left: in about 4 min", "5f0c66a14f0c  routine message, 8000 of 9000 bytes left: expires before it can be there\n",
		"6f0c66a14f0c  routine attachment, 1000 of 1000 bytes left: after about 40 s of contact\n", "no rate is known, so no time can be said\n", "and 3 more\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
	if t.Failed() {
		t.Log(b.String())
	}
}
