package link

import "time"

// windowState says how long a frame may be [LINK-10] and how many bytes may be in flight, so that the line is never idle and no
// long queue stands in front of a FLASH.
//
// At the start the window is 1,200 bytes, in pieces of 300: few enough for a line of 2,400 bit/s to carry in 4 seconds,
// and enough of them to show its rate. It doubles with every round trip that it filled without a
// queue, rate x least delay x 1.25 being as much as itself; start-up ends at the second round trip
// in a row of which that is not true. From then on
//
//	frame  = rate x FrameTime, 256 bytes to the longest of the bearer
//	window = max(2 frames, rate x least delay + spare frames, 1.25 x rate x least delay)
//
// [LINK-11]. On a bearer that is not reliable the window only bounds what paceState does. The quarter lets the rate grow with the path; it and the frame are the queue that stands at the narrowest place.
type windowState struct {
	frameTime time.Duration
	maxFrame  int
	spare     int // frames that may be in flight beyond what the pipe holds

	hint    float64 // bytes per second that are expected; 0: not known
	start   int     // the window of start-up; 0 when that is over
	stalled int     // round trips in a row in which it did not grow
	known   bool    // the rate has been measured under load
}

const (
	firstWindow   = 1200
	firstFrame    = 1200 // for a whole message, while no rate is known
	firstPiece    = 300  // for a piece of something longer
	leastFrame    = 256
	narrowSpare   = 2 // on a bearer that is not reliable: one that was lost counts as in flight until that is found
	startPatience = 2
	windowGain    = 1.25

	hintTime = 0.6      // seconds
	maxHint  = 64 << 10 // bytes
)

func newWindow(frameTime time.Duration, maxFrame int) windowState {
	return windowState{frameTime: frameTime, maxFrame: maxFrame, spare: 1, start: firstWindow}
}

// expect begins with what so many bytes per second carry in hintTime.
func (w *windowState) expect(rate float64) {
	if w.hint = rate; rate > 0 {
		w.start = max(2*w.frame(0), int(min(rate*hintTime, maxHint)))
	}
}

// round takes in rate and least delay at the end of a round trip under load.
func (w *windowState) round(rate float64, delay time.Duration) {
	w.known = true
	switch {
	case w.start == 0:
	case rate >= 0.75*w.hint && rate <= 1.1*w.hint: // as expected
		w.start = 0
	case windowGain*rate*delay.Seconds() >= float64(w.start):
		w.start *= 2
		w.stalled = 0 // the next round trip still shows what the smaller window carried
	default:
		if w.stalled++; w.stalled >= startPatience {
			w.start = 0
		}
	}
}

// frame returns the length of a frame in bytes.
func (w *windowState) frame(rate float64) int {
	if !w.known && w.hint <= 0 {
		return min(firstPiece, w.maxFrame)
	}
	if !w.known {
		return min(max(int(w.hint*w.frameTime.Seconds()), leastFrame), firstFrame, w.maxFrame)
	}
	return int(min(max(rate*w.frameTime.Seconds(), leastFrame), float64(w.maxFrame)))
}

// leastPiece returns how much has to be left of the window for a piece of less than a frame: a small window may be no whole
// number of frames, and the line idle for it.
func (w *windowState) leastPiece(frame int) int {
	if w.start > 0 {
		return leastFrame
	}
	return max(leastFrame/2, frame/8)
}

// size returns how many bytes may be in flight.
func (w *windowState) size(rate float64, delay time.Duration) int {
	frame := w.frame(rate)
	if w.start > 0 {
		return max(w.start, 2*frame, min(2*w.start, int(w.hint*delay.Seconds())+2*frame))
	}
	pipe := rate * delay.Seconds()
	return max(2*frame, int(pipe)+w.spare*frame, int(windowGain*pipe))
}
