#!/bin/sh
# arm64.sh [PAIRS [WORLDS]]: what notices come to, computed on this machine and by the arm64 program under qemu, is the same file: pairs of
# areas, and worlds of messages under the ready charters, from their fields to what stands, what meets, what each would meet, and who had
# seen whose. The vectors of chapter 10 are what the arm64 program computes.
set -eu

pairs=${1:-100000}
worlds=${2:-60}
scripts/need.sh qemu-aarch64-static
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
GOARCH=$(go env GOHOSTARCH) go test -c -o "$out/here" ./overlap
GOARCH=arm64 CGO_ENABLED=0 go test -c -o "$out/there" ./overlap
cd overlap
"$out/here" -test.run 'TestVectorFiles$|TestWorldsAlike$' -out "$out/here.txt" -pairs "$pairs" -told "$out/here.told" -told-worlds "$worlds"
qemu-aarch64-static "$out/there" -test.run 'TestVectorFiles$|TestNoticeVectors$|TestWorldsAlike$|TestInside$|TestOrder$|TestSpans$' \
	-out "$out/there.txt" -pairs "$pairs" -told "$out/there.told" -told-worlds "$worlds"
cmp "$out/here.txt" "$out/there.txt"
cmp "$out/here.told" "$out/there.told"
sha256sum "$out"/here.t* "$out"/there.t* | sed "s|$out/||"
echo "$pairs pairs and $worlds worlds with $(grep -c ^apart: "$out/here.told") pairs that are near are the same on $(go env GOHOSTARCH) and arm64"
