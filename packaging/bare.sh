#!/bin/sh
# bare.sh OLD.deb NEW.deb: tries a release on bare Debian 12 machines, containers with their own init that have nothing but what
# debootstrap brings: installs OLD, sets up two nodes as the operating page says, passes a message, and asks the doctor;
# upgrades to NEW, under which what was said before is there, the record verifies and lines come back; removes and purges
# the package, after which records and keys are there still and nothing else is. Takes root, debootstrap and systemd-nspawn.
set -eu
old=$(realpath "$1")
new=$(realpath "$2")
cd "$(dirname "$0")/.."
scripts/need.sh debootstrap systemd-nspawn
base=${PARLEY_BARE:-/var/tmp/parley-bare}
[ -d "$base/usr" ] || debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus bookworm "$base" > /dev/null
work=$(mktemp -d /var/tmp/parley-try.XXXXXX)
trap 'rm -rf "$work"' EXIT
cp -a "$base" "$work/root"
mkdir "$work/root/try"
cp "$old" "$work/root/try/old.deb"
cp "$new" "$work/root/try/new.deb"
cp packaging/bare-inside.sh "$work/root/try/inside"
cat > "$work/root/etc/systemd/system/try.service" <<UNIT
[Unit]
After=multi-user.target dbus.service
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'sh -eux /try/inside > /try/said 2>&1 && echo passed > /try/result; systemctl poweroff'
[Install]
WantedBy=multi-user.target
UNIT
mkdir -p "$work/root/etc/systemd/system/multi-user.target.wants"
ln -s ../try.service "$work/root/etc/systemd/system/multi-user.target.wants/try.service"
timeout 300 systemd-nspawn -q -D "$work/root" --boot --register=no --keep-unit --private-network --machine=parley-try > "$work/console" 2>&1 || true
if [ "$(cat "$work/root/try/result" 2> /dev/null)" != passed ]; then
	tail -n 40 "$work/root/try/said" "$work/console"
	echo "bare.sh: the release does not pass" >&2
	exit 1
fi
grep '^measured: ' "$work/root/try/said"
echo "the release installs, upgrades and goes on a bare machine"
