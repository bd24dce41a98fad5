// Package link is the state machine of one line: it decides which frame goes next to a peer, and what a frame that came
// means. It has no socket, no clock and no goroutine; the node gives it events and does what it asks for. What passes
// over a line is specified in spec/4-link.md; the bytes of the frames are in package wire.
//
// # The loop that a node writes
//
// One goroutine for each line owns its Machine:
//
//	for {
//		for r := m.Ready(now()); !r.Empty(); r = m.Ready(now()) {
//			store(r.Persist)      // first, in one transaction
//			write(r.Send)         // then, all packets of a session together
//			handle(r.Deliver)     // then; what it finds out it steps in
//			close(r.Close)
//			m.Advance(r)
//		}
//		wait until m.Deadline, a frame, or something to say; then m.Step(now(), event)
//	}
//
// Step never blocks and never fails on our own events unless they make no sense. An error on Received means that the
// peer broke the protocol: the node closes that session and steps Down.
//
// # What the machine promises
//
//   - A FLASH is handed to the bearer at once unless the window is overdrawn, and what stands before it in the bearer is
//     at most the window: two frames of 0.3 s, or what the path holds and one frame, or 1.25 times what it holds.
//   - Within what may be sent the higher precedence goes first, and within one as LINK-90 says.
//   - A byte of a body is given to Persist once, and is durable before the peer is told that it came.
//   - A body is delivered once, when it is whole, whatever was lost, repeated, reordered or cut, over however many
//     sessions; after a break it goes on from the bytes that HAVE names.
//   - FLASH and IMMEDIATE messages go on every session, all else on the cheapest that does; where one falls silent, what it
//     carried is on another within a round trip.
//   - A peer can make the machine keep no more than MaxUnfinished bodies in part (their ranges, not their bytes), eight
//     frames in parts for each session, and some hundred kilobytes of numbers and ids.
//
// # Files
//
// Each mechanism has its file, and machine.go only joins them: queue, lane and contact (what goes first), body and reassemble (bodies out
// and in), packing and packed (the same with a dictionary), logs, update and stop (records out), hold (what the peer may have recorded already), hello and have (what opens a
// session), control and part (frames that go once, in parts where they are long), ping, ack, flight and loss (what was
// sent and not heard of), rtt, rate and window (how much may be), share and uplink (what is left of a way that several lines
// use), send and receive (one session's frames), choose, silence and trust (which session carries what).
//
// # Limits
//
// A sender sends the leaves of a record in their order with a head behind each few thousand of them; a peer that is cut
// off in the middle of a long backlog begins again at the last head that it verified.
package link
