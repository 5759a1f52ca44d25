#!/bin/sh
# Makes an image of a CD that starts a kernel: publish.sh KERNEL OUTPUT
# Prints nothing when all is well; otherwise one line. Run.targets has checked that its tools are there.

set -u
here=$(dirname "$0")

menu=$(mktemp) || exit 1
trap 'rm -f "$menu"' EXIT
cat >"$menu" <<'END'
if serial --unit=0 --speed=115200; then
  terminal_input console serial
  terminal_output console serial
fi
set default=0
set timeout=0
menuentry "kernel" { multiboot2 /kernel.elf; set gfxpayload=; }
END
sh "$here/iso.sh" "$1" kernel "$menu" "$2"
