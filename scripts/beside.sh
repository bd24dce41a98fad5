#!/bin/sh
# beside.sh TEST ARGUMENT...: runs the built test of a package, as go test -exec asks. What waits for real lines and other
# processes, and measures how long they take, comes first, and so does the longest chain of tests that run one after
# the other; whatever else only computes stands back for them.
case "$PWD" in
*/cmd/parley/accept | */internal/node) exec "$@" ;;
*) exec nice "$@" ;;
esac
