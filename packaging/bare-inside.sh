# What is done inside a bare machine; see bare.sh.
try() { "$@" || { sleep 1; "$@"; } || { sleep 2; "$@"; } || { sleep 4; "$@"; } || { sleep 8; "$@"; }; }
never() { if "$@"; then echo "this must not be: $*"; exit 1; fi; }
ip link set lo up 2> /dev/null || true
dpkg -i /try/old.deb
parley version
parley-verify --help > /dev/null
install -d -o parley -g parley -m 700 /media/stick /media/safe
cd /tmp
as() { setpriv --reuid parley --regid parley --init-groups -- "$@"; }
for party in north south; do
	port=7401; [ $party = north ] || port=7402
	as parley init /srv/parley/$party --party $party --name "The party $party" --listen 127.0.0.1:$port \
		--root /media/stick/$party-root.key --recovery /media/safe/$party-recovery.key
	as parley party --dir /srv/parley/$party > $party.yaml
done
parley charter draft --exercise --template hotline --party north.yaml --party south.yaml > charter.yaml
F=$(parley charter fingerprint charter.yaml)
for party in north south; do
	as parley charter sign --dir /srv/parley/$party charter.yaml --fingerprint "$F" > $party.sig
done
as parley charter adopt --dir /srv/parley/north --party south.yaml charter.yaml north.sig south.sig
as parley charter adopt --dir /srv/parley/south --party north.yaml charter.yaml north.sig south.sig
systemctl enable parley@north parley@south
systemctl start parley@north parley@south
try as parley send --dir /srv/parley/north --to south --precedence flash --wait recorded --timeout 60s "Before the upgrade."
for party in north south; do
	as parley doctor --dir /srv/parley/$party | tee -a doctor
done
sed 's/^/measured: doctor: /' doctor
echo "measured: $(systemd-analyze security parley@north.service | tail -1)"
echo "measured: $(systemd-analyze security parley-agent@north.service | tail -1)"

cp /usr/bin/parley /tmp/parley-old
began=$(systemctl show -p MainPID --value parley@north)
dpkg -i /try/new.deb
parley version
[ "$began" != "$(systemctl show -p MainPID --value parley@north)" ]
try as parley send --dir /srv/parley/south --to north --precedence flash --wait recorded --timeout 60s "After the upgrade."
as parley inbox --dir /srv/parley/south | grep 'Before the upgrade'
as parley inbox --dir /srv/parley/north | grep 'After the upgrade'
as parley record verify --dir /srv/parley/north
as parley record verify --dir /srv/parley/south

# the old program on one side of the line, the new one on the other
systemctl stop parley@south
as /tmp/parley-old serve --dir /srv/parley/south > south.out 2>&1 &
try as parley send --dir /srv/parley/north --to south --precedence flash --wait recorded --timeout 60s "From new to old."
try as /tmp/parley-old send --dir /srv/parley/south --to north --precedence flash --wait recorded --timeout 60s "From old to new."
kill $!
wait $! || true
systemctl start parley@south

dpkg --remove parley
never systemctl is-active parley@north
never test -e /usr/bin/parley
[ -f /srv/parley/north/node.db ]
dpkg --purge parley
[ -f /srv/parley/north/node.db ]
[ "$(dpkg -l parley 2> /dev/null | grep -c '^[ri][ci]')" = 0 ]
for left in /usr/bin/parley /lib/systemd/system/parley@.service /usr/share/doc/parley /usr/share/bash-completion/completions/parley; do
	never test -e $left
done
# and back again: the record is taken up
dpkg -i /try/new.deb
systemctl start parley@north parley@south
try as parley send --dir /srv/parley/north --to south --precedence flash --wait recorded --timeout 60s "After the purge."
