#!/bin/sh
# build.sh OUT: builds a release of this tree into the directory OUT, which is not there yet: a Debian package, an archive of
# the same files for other systems, the bill of materials, and the sums of all three. Two builds of one commit, on whatever
# machine and in whatever directory, give the same bytes, with the same Go and the same dpkg-deb.
set -eu
out=$(realpath -m "$1")
mkdir "$out"
cd "$(dirname "$0")/.."
version=${PARLEY_VERSION:-$(cat packaging/VERSION)}
arch=$(go env GOARCH)
[ -n "${SOURCE_DATE_EPOCH:-}" ] || SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH CGO_ENABLED=0 GOFLAGS=-mod=readonly TZ=UTC LC_ALL=C
umask 022

tree=$out/tree
mkdir -p "$tree/usr/bin" "$tree/usr/share/doc/parley" "$tree/lib/systemd/system" "$tree/DEBIAN" \
	"$tree/usr/share/bash-completion/completions" "$tree/usr/share/zsh/vendor-completions" "$tree/usr/share/fish/vendor_completions.d"
for program in parley parley-verify; do
	go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=$version" -o "$tree/usr/bin/$program" "./cmd/$program"
done

# The manual comes from the program itself; for another machine than this one from one that runs here.
host=$tree/usr/bin/parley
if [ "$arch" != "$(go env GOHOSTARCH)" ]; then
	host=$out/host
	GOARCH=$(go env GOHOSTARCH) go build -trimpath -o "$host" ./cmd/parley
fi
"$host" manual "$out/manual"
mkdir -p "$tree/usr/share/man"
cp -r "$out/manual/man1" "$tree/usr/share/man/man1"
gzip -9n "$tree"/usr/share/man/man1/*
cp "$out/manual/completions/parley.bash" "$tree/usr/share/bash-completion/completions/parley"
cp "$out/manual/completions/_parley" "$tree/usr/share/zsh/vendor-completions/_parley"
cp "$out/manual/completions/parley.fish" "$tree/usr/share/fish/vendor_completions.d/parley.fish"

cp packaging/parley@.service packaging/parley-agent@.service "$tree/lib/systemd/system/"
cp LICENSE "$tree/usr/share/doc/parley/copyright"
cp CHANGELOG.md README.md "$tree/usr/share/doc/parley/"
cp -r doc spec "$tree/usr/share/doc/parley/"
rm -rf "$tree/usr/share/doc/parley/spec/mutate" "$tree/usr/share/doc/parley/spec/vectors" "$tree/usr/share/doc/parley/doc/pictures"

name=parley_${version}_$arch
GOARCH=$(go env GOHOSTARCH) go run -trimpath ./packaging/sbom parley "$version" "$tree/usr/bin/parley" "$tree/usr/bin/parley-verify" > "$out/$name.cdx.json"
cp "$out/$name.cdx.json" "$tree/usr/share/doc/parley/parley.cdx.json"

# One owner, one time, one order.
find "$tree" -newermt "@$SOURCE_DATE_EPOCH" -print0 | xargs -0r touch --no-dereference --date "@$SOURCE_DATE_EPOCH"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime "@$SOURCE_DATE_EPOCH" --exclude=./DEBIAN -C "$tree" -c . | gzip -9n > "$out/$name.tar.gz"

cp packaging/debian/postinst packaging/debian/prerm packaging/debian/postrm "$tree/DEBIAN/"
chmod 755 "$tree/DEBIAN/postinst" "$tree/DEBIAN/prerm" "$tree/DEBIAN/postrm"
cat > "$tree/DEBIAN/control" <<-CONTROL
	Package: parley
	Version: $version
	Architecture: $arch
	Maintainer: The Parley developers <parley@localhost>
	Installed-Size: $(du -sk --apparent-size --exclude=DEBIAN "$tree" | cut -f1)
	Depends: passwd, init-system-helpers
	Suggests: postgresql, age
	Section: net
	Priority: optional
	Description: direct line and joint record between parties that do not trust each other
	 Urgent messages in order of precedence, typed notices and procedures between two or more
	 parties, each with a node of its own; all of it stands in both sides' tamper-evident records.
	 This package has the node (parley), the auditor's tool (parley-verify) and systemd units.
CONTROL
find "$tree/DEBIAN" -print0 | xargs -0 touch --date "@$SOURCE_DATE_EPOCH"
dpkg-deb --root-owner-group -Zgzip --build "$tree" "$out/$name.deb" > /dev/null
rm -rf "$tree" "$out/manual" "$out/host"
cd "$out"
sha256sum "$name".* > SHA256SUMS
cat SHA256SUMS
