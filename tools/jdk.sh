#!/bin/sh
# Brings the JDK that veraPDF runs on, for the tests of PDF/A and PDF/UA; specgen itself never needs one. Where it cannot be had,
# those tests are skipped and say so, and this says why without failing.
set -eu

java --list-modules 2>/dev/null | grep -q '^jdk.compiler' && exit 0

by_hand='apt-get update && apt-get install -y --no-install-recommends default-jdk-headless'
if ! command -v apt-get >/dev/null; then
    echo 'There is no apt here: install a JDK, 11 or newer, by your own means.' >&2
elif [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null; then
    printf '%s\n' 'Installing a JDK needs your password. Run:' "    sudo sh -c '$by_hand'" >&2
else
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root='sudo -n'
    echo 'Installing default-jdk-headless ...'
    said=$($as_root env DEBIAN_FRONTEND=noninteractive sh -c "$by_hand" 2>&1) ||
        printf '%s\n' "$said" 'apt could not install a JDK (its words are above).' >&2
fi
