#!/bin/sh
# Makes .venv from requirements.lock, and first fetches through apt what pip cannot bring. Called by `make`; may be repeated.
set -eu
cd "$(dirname "$0")/.."

stop() {  # 3, as in specgen itself: the environment lacks something
    printf '%s\n' "$@" >&2
    exit 3
}

in_range='import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'

python=
for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
    if "$candidate" -c "$in_range" 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ "$python" ] || stop \
    'specgen needs Python 3.11, 3.12 or 3.13, and none is on the PATH. Either install one; on Debian 12 or 13 or Ubuntu 24.04:' \
    '    sudo apt-get update && sudo apt-get install -y python3 python3-venv' \
    'or name one that is elsewhere:' \
    '    make setup PYTHON=/path/to/python3.12'

# We ask Python rather than dpkg: what counts is that this interpreter can load them, wherever they come from.
missing_packages() {
    "$python" -c 'import ensurepip' 2>/dev/null ||
        "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    [ "$(uname -s)" = Linux ] || return 0  # these file names are Linux's; elsewhere `specgen doctor` tells
    # WeasyPrint works without harfbuzz-subset for now, but warns, and its embedded fonts differ.
    "$python" -c 'from ctypes import CDLL
for name in "pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset":
    CDLL(f"lib{name}.so.0")' 2>/dev/null ||
        echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0
}

missing=$(missing_packages | xargs)
if [ "$missing" ]; then
    by_hand="    sudo apt-get update && sudo apt-get install -y $missing"
    command -v apt-get >/dev/null ||
        stop "specgen needs what these Debian packages hold. Install your system's counterparts, then run make again:" "    $missing"
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null; then
        as_root='sudo -n'
    else
        stop 'specgen needs some system packages, and installing them needs your password. Run this, then make again:' "$by_hand"
    fi
    echo "Installing $missing ..."
    # An update that fails for some other source's sake need not matter: the installation decides.
    said=$({ $as_root apt-get update -q || true
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $missing; } 2>&1) ||
        stop "$said" '' 'apt could not install what specgen needs (its words are above). When that is mended, run this, then make again:' "$by_hand"
    missing=$(missing_packages | xargs)
    [ -z "$missing" ] || stop "$("$python" --version) at $(command -v "$python") cannot use the installed $missing." \
        'Name another one:    make setup PYTHON=/usr/bin/python3'
fi

# A .venv whose Python has gone is made anew; a sound one is brought up to date.
.venv/bin/python -c "import pip; $in_range" 2>/dev/null || "$python" -m venv --clear .venv

# -qq leaves errors only: warnings about this machine's pip settings would worry a newcomer and change nothing.
echo 'Installing the locked Python packages into .venv (half a minute the first time) ...'
export PIP_DISABLE_PIP_VERSION_CHECK=1
.venv/bin/python -m pip install -qq --require-hashes -r requirements.lock
# No isolation: its build tools are locked as well, so that nothing unlocked is fetched.
.venv/bin/python -m pip install -qq --no-deps --no-build-isolation -e .
said=$(.venv/bin/python -m pip check) || stop "$said" 'requirements.lock no longer fits pyproject.toml: run `make lock`.'
