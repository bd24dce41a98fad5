#!/bin/sh
# arm64.sh [PAIRS]: what notices come to, computed on this machine and by the arm64 program under qemu, is the same file; and the vectors
# of chapter 10 are what the arm64 program computes.
set -eu

pairs=${1:-100000}
scripts/need.sh qemu-aarch64-static
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
GOARCH=$(go env GOHOSTARCH) go test -c -o "$out/here" ./overlap
GOARCH=arm64 CGO_ENABLED=0 go test -c -o "$out/there" ./overlap
cd overlap
"$out/here" -test.run 'TestVectorFiles$' -out "$out/here.txt" -pairs "$pairs"
qemu-aarch64-static "$out/there" -test.run 'TestVectorFiles$|TestInside$|TestOrder$|TestSpans$' -out "$out/there.txt" -pairs "$pairs"
cmp "$out/here.txt" "$out/there.txt"
sha256sum "$out/here.txt" "$out/there.txt" | sed "s|$out/||"
echo "$pairs pairs are the same on $(go env GOHOSTARCH) and arm64"
