#!/bin/sh
# Links a program: program.sh IMAGE LINKER-SCRIPT COMPILED-OBJECT ASSEMBLED-OBJECT…
# As link.sh. Then it leaves out all names but those of code, which are most of what a small program has.

set -u
image=$1

fail() {
    rm -f "$image"
    echo "OSM0002 the image cannot be linked: $(echo "$1" | head -n 1)"
    exit 1
}

sh "$(dirname "$0")/link.sh" "$@" || exit 1
names=$(LC_ALL=C nm "$image" 2>&1) || fail "$names"
printf '%s\n' "$names" | awk '$2 != "T" { print $NF }' >"$image.names"
messages=$(LC_ALL=C objcopy --strip-symbols="$image.names" "$image" 2>&1) || fail "$messages"
