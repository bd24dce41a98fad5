#!/bin/sh
# fuzz.sh TIME: runs each fuzz target of the module for TIME, one after the other.
set -eu

time=$1
out=$(mktemp)
trap 'rm -f "$out"' EXIT
status=0
for package in $(go list ./...); do
	listed=$(go test -list '^Fuzz' "$package")
	for target in $(echo "$listed" | grep '^Fuzz' || true); do
		echo "$package $target"
		if go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$package" >"$out" 2>&1; then
			tail -n 1 "$out"
		elif grep -q 'context deadline exceeded' "$out" && ! grep -q 'Failing input written' "$out"; then
			echo "ended at its time limit without a finding" # the go command reports a late worker as a failure
		else
			cat "$out"
			status=1
		fi
	done
done
exit $status
