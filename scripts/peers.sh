#!/bin/sh
# peers.sh: installs, with apt, the programs that bench/badline measures beside Parley where one of them is missing. None of their
# services is started: bench/badline starts its own.
set -eu

missing=
for pair in prosody:prosody postconf:postfix nncp-caller:nncp mosquitto:mosquitto mosquitto_pub:mosquitto-clients; do
	PATH="$PATH:/usr/sbin" command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
done
[ -n "$missing" ] || exit 0
case "$missing" in *prosody*) missing="$missing lua-sec lua-unbound" ;; esac

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
	echo "peers.sh: please install:$missing" >&2
	exit 1
fi
echo "peers.sh: installing$missing"
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
# shellcheck disable=SC2086 # a list of packages
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
