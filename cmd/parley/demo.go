package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/accounts"
)

// demoOptions are the flags of the demo.
type demoOptions struct {
	dir, scenario string
	fast, serve   bool
}

// demoInquiry is the scenario on the charter vienna-document-2011.
const demoInquiry = "inquiry"

// receiverDown is an environment variable that keeps the demo's receiver from coming up, so that a test sees the demo
// fail: a demo that cannot fail would prove nothing.
const receiverDown = "PARLEY_DEMO_RECEIVER_DOWN"

func demoCommand() *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Tell a story between two invented states, with proofs",
		Long: "Starts two nodes of two invented states on a line of 9,600 bit/s and tells a story in scenes, each one line of\n" +
			"claim and one of proof. The nodes are real processes on loopback; everything lies in one directory.\n\n" +
			"The scenario \"inquiry\" tells of a request for explanation under the charter vienna-document-2011: asked, answered in\n" +
			"time, and contested. \"deconflict\" tells, under the same charter, of two exercises that meet: found by both sides\n" +
			"from what each holds, deconflicted, settled, and proved; with --serve both consoles show them on the map.\n\n" +
			"The scenario \"dialogue\" plays press accounts of a real dialogue between two reading desks and shows, on a clock\n" +
			"from 2014 to 2021, what a board would have said beside what each account says. A file of the same form may be named\n" +
			"instead; see parley accounts import.",
		Example: "  parley demo\n  parley demo --serve\n  parley demo --fast --dir /tmp/story\n  parley demo --scenario dialogue\n  parley demo --scenario inquiry\n" +
			"  parley demo --scenario deconflict --serve",
		Args: arguments(0, 0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return runDemo(ctx, cmd.OutOrStdout(), o)
		},
	}
	cmd.Flags().StringVar(&o.dir, "dir", "", "directory for the nodes (default: a new temporary one)")
	cmd.Flags().StringVar(&o.scenario, "scenario", "story", "story, inquiry, deconflict, dialogue, or a file of press accounts")
	cmd.Flags().BoolVar(&o.fast, "fast", false, "without pauses for reading")
	cmd.Flags().BoolVar(&o.serve, "serve", false, "keep the nodes running after the story, until interrupted, and print a link for each that opens its console")
	return cmd
}

func runDemo(ctx context.Context, out io.Writer, o demoOptions) (err error) {
	press, title := (*accounts.File)(nil), "Direct line between Northland and Southmark (demonstration)"
	template := "hotline"
	names := [2]demoParty{{"north", "Northland"}, {"south", "Southmark"}}
	if o.scenario == demoInquiry || o.scenario == demoDeconflict {
		title, template = "Notices and questions between Northland and Southmark (demonstration)", "vienna-document-2011"
	} else if o.scenario != "story" {
		if press, err = readAccounts(o.scenario); err != nil {
			return err
		}
		title, template = "Reconstruction from press accounts", "line"
		names = [2]demoParty{{"desk-a", "Reading desk A"}, {"desk-b", "Reading desk B"}}
	}
	s, err := newStage(ctx, out, o, names, title, template)
	if err != nil {
		return err
	}
	defer s.end()
	if err := s.raise(); err != nil {
		return err
	}
	if press != nil {
		err = s.playAccounts(press)
	} else if o.scenario == demoInquiry {
		err = s.playInquiry()
	} else if o.scenario == demoDeconflict {
		err = s.playDeconflict()
	} else {
		err = s.playStory()
	}
	if err != nil {
		return err
	}
	s.whatNext()
	if o.serve {
		if err := s.invitePeople(); err != nil {
			return err
		}
		s.say("The nodes go on until you press Ctrl-C.")
		<-ctx.Done()
	}
	return nil
}

func (s *stage) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

// scene prints the claim of a scene.
func (s *stage) scene(n int, claim string) {
	s.pause()
	s.say("\nScene %d. %s", n, claim)
}

// proof prints what was seen.
func (s *stage) proof(format string, args ...any) { s.say("  "+format, args...) }

// pause gives the reader time.
func (s *stage) pause() {
	if s.o.fast {
		return
	}
	t := time.NewTimer(1500 * time.Millisecond)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.ctx.Done():
	}
}

// demoError is a claim that did not hold.
func demoError(format string, args ...any) error {
	return parley.Errorf(parley.CodeInternal, format, args...)
}
