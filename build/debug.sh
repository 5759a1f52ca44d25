#!/bin/sh
# Makes a linked kernel's debug information:
#   debug.sh DOTNET SYMBOL-TOOL IMAGE LINKER-SCRIPT COMPILED-OBJECT ASSEMBLED-OBJECT…
# Leaves IMAGE's name with the extension .debug: the image's sections without their contents, and DWARF. The image
# itself is not changed. Prints nothing when all is well. On failure prints one line, an error code and its text:
# link.sh's, or OSM0005 when the debug information cannot be made.

set -u
dotnet=$1
tool=$2
image=$3
compiled=$5
shift 3

name=${image%.*}
link=$(dirname "$0")/link.sh

fail() {
    rm -f "$name.debug"
    exit 1
}

tell() {
    echo "OSM0005 the debug information cannot be made: $(echo "$1" | head -n 1)"
    fail
}

"$dotnet" "$tool" debug "$image" "$compiled" "$name.debug.s" assemblies.txt || fail
messages=$(LC_ALL=C as --32 -o "$name.debug.o" "$name.debug.s" 2>&1) || tell "$messages"

# The same link with the DWARF added, so that all code and variables have the same addresses as in the image.
sh "$link" "debug.$image" "$@" "$name.symbols.o" "$name.debug.o" || fail
"$dotnet" "$tool" check "$image" "debug.$image" || fail
messages=$(LC_ALL=C objcopy --only-keep-debug "debug.$image" "$name.debug" 2>&1) || tell "$messages"
