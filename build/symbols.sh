#!/bin/sh
# Links a kernel with its symbol table:
#   symbols.sh DOTNET SYMBOL-TOOL IMAGE LINKER-SCRIPT COMPILED-OBJECT ASSEMBLED-OBJECT…
# The table is made from a first link without it and from the assemblies listed in assemblies.txt. Prints nothing when
# all is well. On failure prints one line, an error code and its text: link.sh's, or OSM0004 when the table cannot be
# made.

set -u
dotnet=$1
tool=$2
image=$3
compiled=$5
shift 3

link=$(dirname "$0")/link.sh
plain=plain.$image
symbols=${image%.*}.symbols

fail() {
    rm -f "$image"
    exit 1
}

sh "$link" "$plain" "$@" || fail
"$dotnet" "$tool" table "$plain" "$compiled" "$symbols" assemblies.txt || fail
if ! messages=$(LC_ALL=C as --32 --fatal-warnings -o "$symbols.o" "$symbols.s" 2>&1); then
    echo "OSM0004 the symbol table cannot be assembled: $(echo "$messages" | head -n 1)"
    fail
fi

sh "$link" "$image" "$@" "$symbols.o" || fail
"$dotnet" "$tool" check "$plain" "$image" || fail
