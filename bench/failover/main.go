// Command failover measures how long a party is without its lines when the node that leads is killed, or the primary of its database,
// and holds it to P1 and P2 meanwhile: nothing lost, nothing double, both records verify.
//
//	go run ./bench/failover [-kills 50] [-promotions 0] [-rate 200] [-seed N] [-dir DIR]
//
// North runs two real `parley serve` processes on one PostgreSQL server of its own, south one on a file. Officers of both send without an
// end. At a random time the node that leads is killed by SIGKILL, and at that moment a FLASH is handed over on either side: at
// south to its node, at north to the node that is left. The time until the other side has recorded it is what an outage costs. The
// node that was killed is started again and follows. With -promotions the database has a standby that must confirm; the primary is
// stopped as a crash would and the standby promoted, after which what was the primary is made the standby.
//
// The database servers run without fsync: what is killed here is processes.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	kills := flag.Int("kills", 50, "how often the node that leads is killed")
	promotions := flag.Int("promotions", 0, "how often the primary is killed and the standby promoted")
	rate := flag.Int("rate", 200, "messages a second, each way")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "seed of the random points")
	parent := flag.String("dir", "", "directory for the nodes (default: a temporary one)")
	flag.Parse()
	if err := run(*kills, *promotions, *rate, *seed, *parent); err != nil {
		fmt.Fprintln(os.Stderr, "failover:", err)
		os.Exit(1)
	}
}

func run(kills, promotions, rate int, seed uint64, parent string) error {
	dir, err := os.MkdirTemp(parent, "parley-failover-")
	if err != nil {
		return err
	}
	fmt.Printf("seed %d, in %s\n", seed, dir)
	w, err := lay(dir, promotions > 0)
	if err != nil {
		return err
	}
	defer w.clear()
	stopped := make(chan os.Signal, 1)
	signal.Notify(stopped, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-stopped
		w.clear() // the nodes are in groups of their own
		os.Exit(1)
	}()
	t := w.startTraffic(rate)
	if err := w.settled(); err != nil {
		t.end()
		return err
	}
	report, err := w.outages(kills, promotions, seed)
	sent, failed := t.end()
	if err := cmp.Or(err, failed); err != nil {
		return err
	}
	report.print(sent, rate)
	if err := w.account(); err != nil {
		return err
	}
	w.clear()
	return os.RemoveAll(dir) // what failed stays to be looked at
}
