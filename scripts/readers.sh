#!/bin/sh
# readers.sh: installs, with npm, the readers of other makers with which the tests of internal/feed open feeds: those, and only those, of
# internal/feed/testdata/readers/package-lock.json, each with its hash. Nothing of them is built and none of their own scripts runs.
# They stay in the user's cache, outside the tree.
set -eu

lock=$PWD/internal/feed/testdata/readers
cache=${XDG_CACHE_HOME:-$HOME/.cache}/parley
have=$cache/readers-$(sha256sum "$lock/package-lock.json" | cut -c1-12)
[ ! -d "$have" ] || exit 0

scripts/need.sh node npm
mkdir -p "$cache"
new=$(mktemp -d "$cache/new.XXXXXX")
trap 'rm -rf "$new"' EXIT
cp "$lock/package.json" "$lock/package-lock.json" "$new"
echo "readers.sh: installing into $have"
(cd "$new" && npm ci --ignore-scripts --no-audit --no-fund --silent)
mv -T "$new" "$have" 2>/dev/null || [ -d "$have" ]
