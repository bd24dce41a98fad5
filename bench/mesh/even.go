package main

import (
	"context"
	"fmt"
	"runtime"
	"syscall"
	"time"

	"parley/bench/table"
)

// even waits until every party holds every record as far as its owner has written it.
func even(ctx context.Context, t *table.Table) error {
	for {
		behind, err := unevenRecords(t)
		if err != nil || behind == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d records are not even: %w", behind, ctx.Err())
		case <-time.After(time.Second):
		}
	}
}

// unevenRecords counts the copies that lag behind their owner's record.
func unevenRecords(t *table.Table) (behind int, err error) {
	own := map[int]uint64{}
	for i, p := range t.Parties {
		if own[i], err = t.Held(p, p); err != nil {
			return 0, err
		}
	}
	for _, at := range t.Parties {
		for i, of := range t.Parties {
			size, err := t.Held(at, of)
			if err != nil {
				return 0, err
			}
			if size < own[i] {
				behind++
			}
		}
	}
	return behind, nil
}

// frameBytes is how many bytes of frames all nodes have sent so far.
func frameBytes(t *table.Table) (n uint64) {
	for _, p := range t.Parties {
		n += uint64(p.Counted("parley_frame_bytes_sent_total"))
	}
	return n
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

// verify has two nodes check every record that they hold.
func verify(ctx context.Context, t *table.Table) error {
	begin := time.Now()
	for _, p := range []*table.Party{t.Parties[0], t.Parties[len(t.Parties)-1]} {
		v, err := p.Node.VerifyRecord(ctx)
		if err != nil {
			return err
		}
		if !v.OK {
			return fmt.Errorf("the records of %s do not verify: %+v", p.ID, v.Records)
		}
	}
	fmt.Printf("two nodes verified every record that they hold, in %.1f s\n", time.Since(begin).Seconds())
	return nil
}

// quiet waits until hardly anything passes: the table has said what it had to say of earlier messages.
func quiet(ctx context.Context, t *table.Table) error {
	for still := 0; still < 3; still++ {
		before := frameBytes(t)
		select {
		case <-ctx.Done():
			return fmt.Errorf("the table does not come to rest: %w", ctx.Err())
		case <-time.After(time.Second):
		}
		if frameBytes(t)-before > 64<<10 {
			still = -1
		}
	}
	return nil
}

// cpu is the processor time of this process so far.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
