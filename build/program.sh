#!/bin/sh
# Links a program: program.sh IMAGE LINKER-SCRIPT COMPILED-OBJECT ASSEMBLED-OBJECT…
# As link.sh. Then it leaves out all names but those of code, which are most of what a small program has.

set -u
image=$1

sh "$(dirname "$0")/link.sh" "$@" || exit 1
nm "$image" | awk '$2 != "T" { print $NF }' >"$image.names"
if ! messages=$(LC_ALL=C objcopy --strip-symbols="$image.names" "$image" 2>&1); then
    rm -f "$image"
    echo "OSM0002 the image cannot be linked: $(echo "$messages" | head -n 1)"
    exit 1
fi
