#!/bin/sh
# Makes title.o of title.txt: `kernel_title`, the kernel's name for Boot/Entry.asm, zero-terminated.

set -u
title=$(sed 's/"/\\"/g; s/.*/kernel_title: .asciz "&"/' title.txt) || exit 1
{
    echo '.section .bootconstants, "a"'
    echo '.globl kernel_title'
    printf '%s\n' "$title"
} | LC_ALL=C as --32 --fatal-warnings -o title.o
