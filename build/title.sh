#!/bin/sh
# Makes title.o of title.txt: `kernel_title`, the kernel's name for Boot/Entry.asm, zero-terminated.

set -u
{
    echo '.section .bootconstants, "a"'
    echo '.globl kernel_title'
    sed 's/"/\\"/g; s/.*/kernel_title: .asciz "&"/' title.txt
} | LC_ALL=C as --32 --fatal-warnings -o title.o
