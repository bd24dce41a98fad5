#!/bin/sh
# twice.sh OUT: builds a release of the last commit in two copies of it, in directories of different names and with nothing that
# was compiled before, and keeps the first in OUT if both give the same bytes.
set -eu
out=$(realpath -m "$1")
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
for copy in one another; do
	mkdir "$work/$copy"
	git archive HEAD | tar -x -C "$work/$copy"
	GOCACHE="$work/cache-$copy" "$work/$copy/packaging/build.sh" "$work/$copy/dist" > /dev/null
done
diff "$work/one/dist/SHA256SUMS" "$work/another/dist/SHA256SUMS"
rm -rf "$out"
mv "$work/one/dist" "$out"
echo "two builds gave the same bytes:"
cat "$out/SHA256SUMS"
