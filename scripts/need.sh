#!/bin/sh
# need.sh COMMAND...: installs, with apt, the packages of those commands that are missing.
# Without root, or without apt, it says what is missing and ends with status 1.
set -eu

package() {
	case "$1" in
	ip | tc) echo iproute2 ;;
	ssh-agent | ssh-add | ssh-keygen) echo openssh-client ;;
	softhsm2-util) echo softhsm2 ;;
	pkcs11-tool) echo opensc ;;
	certutil) echo libnss3-tools ;;
	unshare | setpriv) echo util-linux ;;
	qemu-aarch64-static) echo qemu-user-static ;;
	xmllint) echo libxml2-utils ;;
	pg_ctlcluster) echo postgresql ;;
	node) echo nodejs ;;
	systemd-nspawn) echo systemd-container ;;
	*) echo "$1" ;;
	esac
}

missing=
for command; do
	command -v "$command" >/dev/null 2>&1 || missing="$missing $(package "$command")"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
	echo "need.sh: please install:$missing" >&2
	exit 1
fi
echo "need.sh: installing$missing"
apt-get update -qq
# shellcheck disable=SC2086 # a list of packages
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
