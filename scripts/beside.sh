#!/bin/sh
# beside.sh TEST ARGUMENT...: runs the built test of a package, as go test -exec asks. What waits for real lines and other
# processes, and measures how long they take, comes first; whatever only computes stands back for it.
case "$PWD" in
*/cmd/parley/accept) exec "$@" ;;
*) exec nice "$@" ;;
esac
