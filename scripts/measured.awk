# Reads what `go test -v` prints, then a line "status N", and ends with status N. Of a package that passed it prints what
# its tests measured, the lines with "measured: ", and the last line; of any other package everything but what passed.
# Lines with "measured: simulation: WORLD: NUMBER KIND" are added up into a table of frames and faults, which comes last; a
# kind of which the simulation did not run its least number fails the whole. The last lines name the tests that failed.
BEGIN {
	status = 1
	kinds = split("frames:frames lost:frames repeated:frames reordered:frames cut off:failed commits:kills:power cuts:partitions:" \
		"sessions cut:sessions silent without notice:sessions silent one way:flaps of a bearer:contacts closed in a frame:deaths before storing:" \
		"deaths between storing and answering:deaths between answering and delivering:restarts at rest:bearers dead while another lives:" \
		"rates changed:delays changed:sessions begun by both:ends of hours:clock steps on a line:failed writes on a line:" \
		"clock steps:forks:rollbacks:heads withheld:receipts withheld:lies about sizes:garbage:floods", kind, ":")
}

/^status [0-9]+$/ { status = $2; next }

/^ *(===|--- PASS)/ { next }

/^ *--- FAIL: / { failed = failed $0 "\n" }

/^(panic|fatal error): / { failed = failed $0 "\n" }

{ all = all $0 "\n" }

/: measured: simulation: / {
	counted = $0
	sub(/^.*: measured: simulation: [^:]*: /, "", counted)
	number = counted + 0
	sub(/^[0-9]+ /, "", counted)
	sum[counted] += number
}

/: measured: / { sub(/^.*: measured: /, "measured: "); measured = measured $0 "\n" }

/^ok  \t/ { printf "%s%s\n", measured, $0; all = measured = "" }

/^\?   \t/ { all = measured = "" }

/^FAIL/ { printf "%s", all; all = measured = "" }

END {
	printf "%s", all
	for (i = 1; i <= kinds; i++) {
		least = kind[i] == "frames" ? 1000000 : 10000
		printf "measured: simulation in all: %9d %s\n", sum[kind[i]], kind[i]
		if (sum[kind[i]] < least) {
			printf "the simulation ran fewer than %d %s\n", least, kind[i]
			status = 1
		}
	}
	printf "%s", failed
	exit status
}
