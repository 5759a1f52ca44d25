#!/bin/sh
# Runs a static i386 program: start.sh PROGRAM [WORD…]
# By this Linux if it can, otherwise by qemu-i386. The status is the program's.

set -u
here=$(dirname "$0")

# The smallest program for the i386: it calls exit(0). Where it doesn't run, no other does.
probe=$(mktemp) || exit 1
trap 'rm -f "$probe"' EXIT
{
    printf '\177ELF\001\001\001\0\0\0\0\0\0\0\0\0\002\0\003\0\001\0\0\0\124\200\004\010\064\0\0\0\0\0\0\0\0\0\0\0'
    printf '\064\0\040\0\001\0\0\0\0\0\0\0\001\0\0\0\0\0\0\0\0\200\004\010\0\200\004\010\133\0\0\0\133\0\0\0'
    printf '\005\0\0\0\0\020\0\0\061\300\100\061\333\315\200'
} >"$probe"
chmod +x "$probe"
if "$probe" 2>/dev/null; then
    "$@"
    exit $?
fi

if ! missing=$(sh "$here/need.sh" OSM0101 qemu-i386); then
    echo "error ${missing%% *}: this Linux doesn't run programs for the i386, and ${missing#* }" >&2
    exit 1
fi
exec qemu-i386 "$@"
