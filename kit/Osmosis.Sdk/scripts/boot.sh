#!/bin/sh
# Boots a kernel in QEMU, with this terminal as its first serial port: boot.sh IMAGE [WORD…]
# The words are the kernel's boot command line; QEMU_ARGUMENTS in the environment are further arguments of QEMU.
# Ctrl-C ends the machine, with status 130. Otherwise the status is 0 when the machine was switched off or restarted,
# the byte that the kernel wrote to port 0xF4, or 1 after a triple fault or a failure of QEMU, with a line that says so.

set -u
here=$(dirname "$0")
image=$1
shift

if ! missing=$(sh "$here/need.sh" OSM0101 qemu-system-i386); then
    echo "error ${missing%% *}: ${missing#* }" >&2
    exit 1
fi

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
interrupted=
trap 'interrupted=1' INT

# With -S the machine stands still until a debugger lets it go on. Editors start theirs at this line.
case " ${QEMU_ARGUMENTS-} " in
*' -S '*) echo "Waiting for the debugger" ;;
esac

# QEMU puts the kernel's name, as given, in front of the command line: without its folder, which may have blanks.
cd "$(dirname "$image")" || exit 1
# shellcheck disable=SC2086
qemu-system-i386 -accel tcg -kernel "$(basename "$image")" -m 128 -net none -no-reboot \
    -device isa-debug-exit,iobase=0xf4,iosize=4 -d cpu_reset -D "$folder/resets" \
    -display none -serial stdio ${QEMU_ARGUMENTS-} ${1+-append "$*"} 2>"$folder/errors"
status=$?
[ -z "$interrupted" ] || exit 130

# What QEMU says about every Multiboot kernel that can do with a framebuffer is no news.
grep -v "multiboot knows VBE. we don't" "$folder/errors" >&2
complained=$?
if grep -q 'Triple fault' "$folder/resets" 2>/dev/null; then
    echo "error: a fault while a fault was reported (a triple fault) ended the machine" >&2
    exit 1
fi

# A byte b written to the port ends QEMU with status 2b + 1. QEMU's own failures are status 1 with a line.
if [ $status -eq 1 ] && [ $complained -eq 0 ] || [ $((status % 2)) -eq 0 ]; then
    exit $status
fi
exit $((status / 2))
