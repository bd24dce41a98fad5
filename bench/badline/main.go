//go:build linux

// Command badline measures Parley on an emulated bad line: network namespaces joined by a user-space link with a rate, a delay,
// loss and a short queue, or two pseudo-terminals joined by a cable with the same. With -peers it measures Prosody, Postfix, NNCP
// and mosquitto on the same link in the same run, and installs them where they are missing.
//
//	go run ./bench/badline [-runs 5] [-jobs 20] [-only CASES] [-on WHO] [-peers] [-csv FILE] [-plot FILE.svg] [-doc DIR]
//
// Parley's nodes run in this process, so that there is one clock; only what passes between them crosses the link. Each run has its
// own namespaces, link, directories and processes. It needs root, for the namespaces.
//
// Each figure is the median of the runs, with the least and the most, beside the physical limit (bits of the text / rate + one-way
// delay) and, where there is one, the aim. What is delivered is on the other side's disk and on its screens; what is recorded has
// come back as a signed head.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// An order is what was asked for.
type order struct {
	runs, jobs     int
	only, on       []string // of cases, and of who is measured; empty: all
	peers          bool
	csv, plot, doc string
}

func main() {
	var o order
	flag.IntVar(&o.runs, "runs", 5, "runs of each case; the median is printed")
	flag.IntVar(&o.jobs, "jobs", 20, "runs side by side: most of the time they wait")
	only := flag.String("only", "", "names of cases, with commas; empty: all; \"list\" prints them")
	on := flag.String("on", "", "who is measured: tls, udp, serial, prosody, postfix, nncp, mosquitto, with commas; empty: all")
	flag.BoolVar(&o.peers, "peers", false, "measure Prosody, Postfix, NNCP and mosquitto too")
	flag.StringVar(&o.csv, "csv", "", "file for the figures")
	flag.StringVar(&o.plot, "plot", "", "file for the picture, SVG")
	flag.StringVar(&o.doc, "doc", "", "directory whose badline.md and pictures/badline.svg are written anew")
	flag.Parse()
	o.only, o.on = words(*only), words(*on)
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "badline:", err)
		os.Exit(1)
	}
}

func words(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

func run(o order) error {
	todo := o.choose(allCases())
	if len(o.only) == 1 && o.only[0] == "list" {
		for _, c := range allCases() {
			fmt.Printf("%-10s %-10s %s\n", c.name, c.on, c.title)
		}
		return nil
	}
	if len(todo) == 0 {
		return errors.New("no case has that name; -only list prints them")
	}
	if os.Geteuid() != 0 {
		return errors.New("network namespaces are made by root")
	}
	if o.peers {
		if err := install(); err != nil {
			return err
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	sweep()
	began, load := time.Now(), loadAverage()
	t := newTable(play(ctx, todo, o.runs, o.jobs), began, load)
	t.print(os.Stdout)
	return errors.Join(t.write(o), t.trouble())
}

// install installs the peers that are missing.
func install() error {
	cmd := exec.Command("scripts/peers.sh")
	if _, err := os.Stat(cmd.Path); err != nil {
		return errors.New("run it in the directory of the repository: scripts/peers.sh installs the peers")
	}
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd.Run()
}

// write writes the files that were asked for.
func (t *result) write(o order) error {
	var all []error
	put := func(file, text string) {
		if file != "" {
			all = append(all, os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644))
		}
	}
	put(o.csv, t.csv())
	put(o.plot, t.plot())
	if o.doc != "" {
		put(filepath.Join(o.doc, "pictures", "badline.svg"), t.plot())
		put(filepath.Join(o.doc, "badline.md"), t.page(o))
	}
	return errors.Join(all...)
}
