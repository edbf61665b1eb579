#!/bin/sh
# The tests drive Debian's Chromium and start a PostgreSQL of their own. Installs what is missing when we may; else says what to install.
set -eu

missing=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing="chromium"
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # A server of the system's own is of no use to the tests: do not start one while installing.
    # shellcheck disable=SC2086
    RUNLEVEL=1 apt-get install -qq --yes --no-install-recommends $missing >/dev/null
else
    echo "Expected Chromium and PostgreSQL for the tests, but there is no: $missing. Install: sudo apt-get install $missing" >&2
    exit 1
fi
