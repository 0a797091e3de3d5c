#!/bin/sh
# Installs from Debian what the next step needs and this machine lacks.
#   sh setup.sh        for the program and the demo
#   sh setup.sh test   also what the tests use to check our files with other people's programs
set -eu
packages="make git ca-certificates python3 python3-venv"
if [ "${1:-}" = test ]; then
    # LibreOffice recalculates our workbooks; poppler looks into our PDF.
    packages="$packages libreoffice-calc-nogui poppler-utils"
fi
missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
as_root=""
[ "$(id -u)" -eq 0 ] || as_root=sudo
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
