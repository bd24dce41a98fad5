// Package alarm calls somebody outside the node: it runs the program that alarm.command of the configuration names, without a
// shell, with a time limit. The program learns what kind of alarm it is and where, and never what a message says.
//
// # What the program is given
//
// Its last argument is the kind: flash (a FLASH of another party came), escalation (nobody acknowledged one in time: it goes to
// another post), line (a line does not do what it is for), test (a line test was not answered, or for too long not read), or
// screen (no screen watches a post), expiry (a key or certificate of this party ends soon), disk (a disk has little room), or standby
// (a standby of the database is lost or far behind). Its environment has PATH as the node's, and nothing else of the node's:
//
//	PARLEY_ALARM     the kind
//	PARLEY_TIME      RFC 3339, in UTC
//	PARLEY_PARTY     this party
//	PARLEY_PEER      the other side, or empty
//	PARLEY_POST      the post of this party that is called, or empty
//	PARLEY_MESSAGE   id of the FLASH, or empty
//	PARLEY_EXERCISE  yes or no
//
// Its standard input is empty. What it writes goes to the log of the node, the first 2000 bytes of it. After the time limit it is
// ended. Its status other than 0, and that it could not be started or was ended, is an error in the log; nothing is tried again.
package alarm

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"time"

	"parley"
	"parley/internal/node"
)

// DefaultLimit is the time that a program may take where nothing else is said.
const DefaultLimit = 30 * time.Second

// maxOutput is how much of what a program writes is logged, in bytes.
const maxOutput = 2000

// cutDelay is how long the pipes of a program are waited for that was ended, in case another that it started holds them.
const cutDelay = time.Second

// A Program is what is run.
type Program struct {
	Command []string // absolute path, and arguments
	Limit   time.Duration
	Party   parley.PartyID
	Log     *slog.Logger
}

// Ring runs the program for one alarm, and returns when it ended.
func (p Program) Ring(ctx context.Context, b node.Bell) {
	ctx, cancel := context.WithTimeout(ctx, p.Limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.Command[0], append(p.Command[1:len(p.Command):len(p.Command)], b.Kind)...)
	cmd.Env, cmd.Dir, cmd.WaitDelay = p.environment(b), "/", cutDelay
	var out capped
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = ctx.Err()
	}
	level := slog.LevelInfo
	if err != nil {
		level = slog.LevelError
	}
	p.Log.Log(context.WithoutCancel(ctx), level, "alarm.command was run", "kind", b.Kind, "error", err, "output", string(out.kept))
}

func (p Program) environment(b node.Bell) []string {
	message, exercise := "", "no"
	if !b.Message.IsZero() {
		message = b.Message.String()
	}
	if b.Exercise {
		exercise = "yes"
	}
	return []string{"PATH=" + os.Getenv("PATH"), "PARLEY_ALARM=" + b.Kind, "PARLEY_TIME=" + b.Time.String(), "PARLEY_PARTY=" + string(p.Party),
		"PARLEY_PEER=" + string(b.Party), "PARLEY_POST=" + string(b.Post), "PARLEY_MESSAGE=" + message, "PARLEY_EXERCISE=" + exercise}
}

// capped keeps the beginning of what is written to it.
type capped struct{ kept []byte }

func (c *capped) Write(b []byte) (int, error) {
	c.kept = append(c.kept, b[:min(len(b), maxOutput-len(c.kept))]...)
	return len(b), nil
}
