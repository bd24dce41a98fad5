package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/bench/world"
)

// programs are PostgreSQL's; they do not run as root.
const programs = "/usr/lib/postgresql/15/bin/"

// A database is a fresh PostgreSQL server with PostGIS, as user postgres, on a socket in its own directory.
type database struct{ dir string }

// compare does on PostGIS what was measured here, and prints the ratios.
func compare(all, added []world.Filed, ours result, crowd []world.Filed, n int, dense result) error {
	d, err := startDatabase()
	if err != nil {
		return err
	}
	defer d.stop()
	for _, work := range []struct {
		what        string
		held, added []world.Filed
		ours        result
	}{{"one and its conflicts", all, added, ours}, {fmt.Sprintf("with %d in one area", n), crowd[:n], crowd[n:], dense}} {
		began := time.Now()
		if err := d.load(work.held); err != nil {
			return err
		}
		fmt.Printf("PostGIS: loaded and indexed in %.1f s\n", time.Since(began).Seconds())
		theirs, err := d.measure(work.added)
		if err != nil {
			return err
		}
		theirs.print("PostGIS, " + work.what)
		fmt.Printf("ratio, %s: %.0f at the median, %.0f at the 99th percentile; %d conflicts here, %d there\n", work.what,
			ratio(theirs, work.ours, 50), ratio(theirs, work.ours, 99), work.ours.found, theirs.found)
	}
	return nil
}

func ratio(theirs, ours result, percent int) float64 {
	return float64(at(theirs.wall, percent)) / float64(at(ours.wall, percent))
}

func startDatabase() (*database, error) {
	if _, err := os.Stat("/usr/share/postgresql/15/extension/postgis.control"); err != nil {
		install := exec.Command("apt-get", "install", "-y", "-q", "--no-install-recommends", "postgresql-15", "postgresql-15-postgis-3")
		if out, err := install.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("install postgresql-15-postgis-3: %w: %s", err, out)
		}
	}
	dir, err := os.MkdirTemp("", "parley-overlap-")
	if err != nil {
		return nil, err
	}
	d := &database{dir}
	data := filepath.Join(dir, "data")
	if err = command("chown", "postgres", dir); err == nil {
		err = d.as(programs+"initdb", "-D", data, "-A", "trust", "--no-sync")
	}
	if err == nil {
		options := "-c listen_addresses= -c unix_socket_directories=" + dir +
			" -c fsync=off -c synchronous_commit=off -c shared_buffers=2GB -c maintenance_work_mem=512MB -c max_wal_size=8GB -c jit=off -c max_parallel_workers_per_gather=0"
		err = d.as(programs+"pg_ctl", "-D", data, "-w", "-l", filepath.Join(dir, "server"), "-o", options, "start")
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return d, nil
}

func (d *database) stop() {
	d.as(programs+"pg_ctl", "-D", filepath.Join(d.dir, "data"), "-m", "immediate", "stop")
	os.RemoveAll(d.dir)
}

func (d *database) as(args ...string) error {
	return command("runuser", append([]string{"-u", "postgres", "--"}, args...)...)
}

func command(name string, args ...string) error {
	c := exec.Command(name, args...)
	c.Dir = "/"
	out, err := os.CreateTemp("", "parley-overlap-out-") // a server that goes on running keeps a pipe open
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	c.Stdout, c.Stderr = out, out
	if err := c.Run(); err != nil {
		b, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, b)
	}
	return nil
}

// psql runs a script, which is written by write, and returns what it prints.
func (d *database) psql(write func(w *bufio.Writer)) (string, error) {
	path := filepath.Join(d.dir, "script.sql")
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	w := bufio.NewWriter(f)
	write(w)
	if err := w.Flush(); err != nil {
		return "", err
	}
	f.Close()
	os.Chmod(path, 0o644)
	c := exec.Command("psql", "-h", d.dir, "-U", "postgres", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-qAt", "-f", path)
	out, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("psql: %w: %.500s", err, out)
	}
	return string(out), nil
}

// The reach of an area is in metres here. The index is over place and time.
const schema = `CREATE EXTENSION IF NOT EXISTS postgis;
DROP TABLE IF EXISTS notices;
CREATE TABLE notices (id text, party text, area geography, reach float8, height int8range, during int8range);
`

func (d *database) load(held []world.Filed) error {
	_, err := d.psql(func(w *bufio.Writer) {
		w.WriteString(schema + "COPY notices FROM stdin;\n")
		for i := range held {
			fmt.Fprintln(w, strings.Join(columns(held[i]), "\t"))
		}
		w.WriteString("\\.\nCREATE INDEX ON notices USING gist (area, during);\nVACUUM ANALYZE notices;\n")
	})
	return err
}

var timing = regexp.MustCompile(`^Time: ([0-9.]+) ms`)

// measure adds notices one by one and asks for the distances of all that are near enough. PostGIS finds by its index what is
// within the longest reach of all, and then asks of each what is within its own.
func (d *database) measure(added []world.Filed) (result, error) {
	var r result
	longest := 20_000.0
	text, err := d.psql(func(w *bufio.Writer) {
		w.WriteString("\\timing on\n")
		for i := range added {
			c := columns(added[i])
			for k, s := range c {
				c[k] = "'" + s + "'"
			}
			own := reach(added[i])
			fmt.Fprintf(w, "WITH n AS (INSERT INTO notices VALUES (%s)) SELECT 'found', count(*), sum(ST_Distance(area, %s::geography, false)) FROM notices"+
				" WHERE ST_DWithin(area, %s::geography, %.1f, false) AND during && '[%d,%d]'::int8range AND height && %s::int8range AND ST_DWithin(area, %s::geography, reach + %.1f, false);\n",
				strings.Join(c, ","), c[2], c[2], longest+own+float64(margins.Metres), added[i].Time.From-margins.Time, finite(added[i].Time.To)+margins.Time, wider(added[i]), c[2], own+float64(margins.Metres))
		}
	})
	if err != nil {
		return r, err
	}
	for line := range strings.SplitSeq(text, "\n") {
		if m := timing.FindStringSubmatch(line); m != nil {
			ms, _ := strconv.ParseFloat(m[1], 64)
			r.wall = append(r.wall, time.Duration(ms*float64(time.Millisecond)))
		} else if f := strings.Split(line, "|"); f[0] == "found" {
			n, _ := strconv.Atoi(f[1])
			r.found += n
		}
	}
	slices.Sort(r.wall)
	return r, nil
}
