package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"parley"
	"parley/internal/node"
)

// flash sends one FLASH from the friend to the victim and returns how long it took until that one had recorded it.
func (s *scene) flash() (time.Duration, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	start := time.Now()
	envelope, err := s.t.Seal(s.friend, parley.Flash, "Aircraft in distress at the line. Answer at once.", s.victim.ID)
	if err != nil {
		return 0, err
	}
	m, err := s.friend.Node.Submit(ctx, envelope, node.Who{User: "flood"})
	if err != nil {
		return 0, err
	}
	err = s.friend.Node.Wait(ctx, m.ID, "recorded")
	return time.Since(start), err
}

// memory returns the most memory that the process has had resident, in MiB; 0 where the system does not tell.
func memory() (mib int) {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(text), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			fmt.Sscanf(rest, "%d", &mib)
		}
	}
	return mib >> 10
}

// processor returns how much processor time the process has used.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// counts prints what the attackers did, and what the victim counted of it.
func (s *scene) counts() {
	x := &s.sent
	fmt.Printf("\nsent      %d messages of 64 KiB, %d sessions with %d raw frames, %d handshakes; %d connections failed\n",
		x.messages.Load(), x.sessions.Load(), x.frames.Load(), x.handshakes.Load(), x.refused.Load())
	all, err := s.victim.Node.Metrics().Gather()
	if err != nil {
		return
	}
	fmt.Printf("victim    %d handshakes refused or broken off", s.victim.Refused.Load())
	for _, f := range all {
		switch f.GetName() {
		case "parley_strangers_total", "parley_frames_bad_total", "parley_connections_refused_total", "parley_frame_bytes_received_total":
			fmt.Printf(", %s %.0f", strings.TrimPrefix(f.GetName(), "parley_"), f.GetMetric()[0].GetCounter().GetValue())
		}
	}
	fmt.Println()
}

// verify holds what the victim holds to every promise.
func (s *scene) verify() error {
	v, err := s.victim.Node.VerifyRecord(context.Background())
	if err == nil && !v.OK {
		err = fmt.Errorf("the records that the flooded party holds do not verify")
	}
	if err == nil {
		fmt.Println("the records verify")
	}
	return err
}
