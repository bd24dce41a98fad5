package accept

// What stands in the place of the machine that doc/operating.md is about. Where the test does not run as root there are no
// other accounts: all runs under its own.

// accounts gives the numbers that names of accounts stand for.
const accounts = `
number() { case "$1" in parley) echo 64101;; keeper) echo 64102;; *) echo "no account $1" >&2; exit 1;; esac; }
as() { # ACCOUNT COMMAND...
  a=$(number "$1"); shift
  if [ "$ACCOUNTS" = 0 ]; then exec setpriv --reuid "$a" --regid "$a" --groups "$a,64101" "$@"; fi
  exec "$@"
}
`

// passwd is what the accounts add to that of the system, in the view of a drill: ssh-keygen asks for a name.
const passwd = "parley:x:64101:64101::/nonexistent:/usr/sbin/nologin\nkeeper:x:64102:64102::/nonexistent:/usr/sbin/nologin\n"

const sudo = `#!/bin/sh
` + accounts + `
if [ "$1" = -u ]; then account=$2; shift 2; as "$account" "$@"; fi
exec "$@"
`

// install is that of coreutils, with numbers for the accounts.
const install = `#!/bin/bash
` + accounts + `
args=()
while [ $# -gt 0 ]; do
  case "$1" in
  -o|-g) [ "$ACCOUNTS" != 0 ] || args+=("$1" "$(number "$2")"); shift;;
  *) args+=("$1");;
  esac
  shift
done
exec /usr/bin/install "${args[@]}"
`

// systemctl starts units as they are written, and waits until what they start says that it is ready.
const systemctl = `#!/bin/bash
` + accounts + `
verb=$1; shift
field() { sed -n "s/^$1=//p" "$unit" | sed "s/%i/$instance/g"; }
stop() {
  [ -f "$STATE/$name.pid" ] || return 0
  pid=$(cat "$STATE/$name.pid"); kill "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
  rm "$STATE/$name.pid"
}
start() {
  [ ! -f "$STATE/$name.pid" ] || return 0
  account=$(field User); run=$(field RuntimeDirectory)
  if [ -n "$run" ]; then
    mkdir -p "$STATE/run/$run"
    [ "$ACCOUNTS" != 0 ] || chown "$(number "$account")" "$STATE/run/$run"
  fi
  command=$(field ExecStart)
  if [ "$ACCOUNTS" = 0 ]; then command=${command/--group parley/--group 64101}; else command=${command/--group parley/}; fi
  : > "$STATE/$name.said"
  ( as "$account" $command ) > "$STATE/$name.said" 2>> "$STATE/$name.unit.log" < /dev/null &
  echo $! > "$STATE/$name.pid"
  for i in $(seq 400); do
    [ ! -s "$STATE/$name.said" ] || return 0
    kill -0 $! 2>/dev/null || break
    sleep 0.05
  done
  echo "the unit $name did not start" >&2; cat "$STATE/$name.unit.log" >&2; exit 1
}
for name in "$@"; do
  instance=${name#*@}; unit="$BIN/${name%@*}@.unit"
  case "$verb" in
  start) start;;
  stop) stop;;
  restart) stop; start;;
  *) echo "systemctl $verb is not known here" >&2; exit 1;;
  esac
done
`

// journalctl gives what a unit has written, and waits a little for it.
const journalctl = `#!/bin/bash
sleep 3
cat "$STATE/${@: -1}.unit.log"
`
