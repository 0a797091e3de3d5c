#!/bin/sh
# Installs from Debian what the next step needs and this machine lacks.
#   sh setup.sh        for the program and the demo
#   sh setup.sh test   also what the tests use to check our files with other people's programs
set -eu
packages="make git ca-certificates python3 python3-venv"
# What Qt needs to open a window (also one that nobody sees, in tests).
packages="$packages libglib2.0-0 libegl1 libgl1 libx11-6 libdbus-1-3 libfontconfig1 libfreetype6 libxkbcommon0"
packages="$packages libbrotli1 fonts-dejavu-core libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1"
packages="$packages libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
if [ "${1:-}" = test ]; then
    # LibreOffice recalculates our workbooks; poppler looks into our PDF.
    packages="$packages libreoffice-calc-nogui poppler-utils"
    # The hub in service keeps its registry in PostgreSQL; its page is tried in a real browser.
    packages="$packages postgresql chromium chromium-driver"
    # A real X server for the window's smoke test.
    packages="$packages xvfb xauth xdotool"
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
