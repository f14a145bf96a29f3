#!/usr/bin/env bash
# Makes sure of the system libraries that Qt and OpenCV load (Debian and its children).
# Installs what is missing where it may; otherwise prints the one line to run, and fails.
set -euo pipefail

mapfile -t libraries <"$(dirname "$0")/system_libraries.txt"

if ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system: Qt 5's xcb libraries and libGL must be there already." >&2
    exit 0
fi
missing=()
for package in "${libraries[@]}"; do
    state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    # Debian 13 and Ubuntu 24.04 renamed some with the 64-bit time change.
    [ "$state" = installed ] || dpkg-query --show "${package}t64" >/dev/null 2>&1 \
        || missing+=("$package")
done
"${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
[ ${#missing[@]} -eq 0 ] && exit 0

install="apt-get install --yes --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -eq 0 ]; then
    apt-get update --quiet=2 && DEBIAN_FRONTEND=noninteractive $install
elif sudo --non-interactive true 2>/dev/null; then
    sudo apt-get update --quiet=2 && sudo DEBIAN_FRONTEND=noninteractive $install
else
    echo "Some system libraries are missing and only an administrator can install them. Run:" >&2
    echo "    sudo apt-get update && sudo $install" >&2
    exit 1
fi
