package console

import (
	"context"
	"testing"

	"parley/internal/node"
)

// narrow is a node whose one line has two bearers, of which the cheaper is silent.
type narrow struct{ *fakeNode }

func (narrow) LineHistory(context.Context, node.LineQuery, int) ([]node.LineDayView, error) {
	return []node.LineDayView{
		{Day: "2026-11-21", Party: "north", Bearer: "hf", Ours: &node.LineMinutesView{Minutes: map[string]int{"up": 100, "no-path": 20}}},
		{Day: "2026-11-21", Party: "north", Bearer: "tls", Ours: &node.LineMinutesView{Minutes: map[string]int{"up": 1400, "no-path": 40}}},
	}, nil
}

func (narrow) Lines(context.Context) ([]node.LineView, error) {
	text := func(s string) *string { return &s }
	number := func(n int64) *int64 { return &n }
	at := "2026-11-22T03:02:00.000Z"
	return []node.LineView{{Party: "north", State: "up", Since: "2026-11-21T00:00:00.000Z",
		Bearers: []node.BearerView{
			{Name: "tls", Kind: "tls", Cost: 1, Address: "192.0.2.7:7410", State: "suspect", Since: "2026-11-21T00:00:00.000Z", Tested: &at, TestAnswered: text("2026-11-22T02:00:00.000Z")},
			{Name: "hf", Kind: "udp", Cost: 10, Address: "192.0.2.7:7411", State: "up", Since: "2026-11-21T00:00:00.000Z", RateBits: number(2400), RTTMs: number(1240), Uplink: "mast",
				Tested: &at, TestAnswered: text("2026-11-22T03:02:01.240Z"), Hours: []node.WindowView{{From: "2026-11-22T02:00:00.000Z", To: "2026-11-22T04:00:00.000Z"}}},
		},
		Waiting: &node.WaitingView{Bearer: "hf", RateBits: number(2400), Measured: true, More: 7,
			Precedences: []node.QueuedView{{Precedence: "flash", Messages: 1, Bytes: 300, Seconds: number(1), At: &at}, {Precedence: "routine", Attachments: 2, Bytes: 9000, Seconds: number(600)}},
			Items: []node.ExpectedView{{ID: "4f0c66a14f0c66a1", Precedence: "flash", Left: 300, Seconds: number(1), At: &at},
				{ID: "5f0c66a14f0c66a1", Precedence: "routine", Attachment: true, Left: 8000, Late: true, Seconds: number(600)}}},
	}}, nil
}

// The page of the lines shows each bearer with its state, rate, round trip, last test and hours, the silent one too; what waits
// with when it is expected at the other side; and a day of two bearers by the better of them.
func TestBearersOfALine(t *testing.T) {
	r := newRoom(t)
	r.c.api = narrow{r.node}
	r.signIn()
	a := r.do("GET", "/lines", nil)
	expect(t, a.body, "silent while an answer is due", "not answered", "not known", "<strong>hf</strong> udp, cost 10, uplink mast", "192.0.2.7:7411",
		"2400 bit/s, expected, not measured", "1240 ms", "220200Z NOV 26 to 220400Z NOV 26", "always",
		"Over hf. Rate: 2400 bit/s, measured.", "messages 1, attachments 0, 300 bytes left; in about", "220302Z NOV 26",
		"messages 0, attachments 2, 9000 bytes left; after about 10 min of contact", `href="/message/4f0c66a14f0c66a1"`,
		"attachment 5f0c66a14f0c", "expires before it can be there", "and 7 more", "up 1400 min, impaired 0 min, down 40 min, not seen 0 min")
}
