# Reads what `go test -v` prints, then a line "status N", and ends with status N. Of a package that passed it prints what
# its tests measured, the lines with "measured: ", and the last line; of any other package everything but what passed.
BEGIN { status = 1 }

/^status [0-9]+$/ { status = $2; next }

/^ *(===|--- PASS)/ { next }

{ all = all $0 "\n" }

/: measured: / { sub(/^.*: measured: /, "measured: "); measured = measured $0 "\n" }

/^ok  \t/ { printf "%s%s\n", measured, $0; all = measured = "" }

/^\?   \t/ { all = measured = "" }

/^FAIL/ { printf "%s", all; all = measured = "" }

END { printf "%s", all; exit status }
