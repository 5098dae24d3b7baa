#!/bin/sh
# packages.sh NAME...: have these Debian packages installed. As root they are installed; otherwise the one
# line to run is printed and this fails.
set -eu
missing=
for name in "$@"; do
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] \
        || missing="$missing $name"
done
[ -n "$missing" ] || exit 0

install="apt-get update && apt-get install --yes --no-install-recommends$missing"
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    if command -v sudo >/dev/null; then install="sudo sh -c '$install'"; fi
    echo "Debian packages are missing. Run this line as an administrator, then try again:" >&2
    echo "$install" >&2
    exit 1
fi
echo "Installing Debian packages:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if ! sh -c "$install" >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    exit 1
fi
rm -f "$log"
