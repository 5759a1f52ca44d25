#!/bin/sh
# Makes an image of a CD that boots a kernel through GRUB, by BIOS and by UEFI:
#   iso.sh KERNEL NAME MENU OUTPUT [--files FILE] [--disk SECTOR]
# The kernel is /NAME.elf in the image, and FILE is /files.cpio: MENU, GRUB's configuration, loads them. With --disk it
# boots as a hard disk too: SECTOR is GRUB's first sector of one. The same bytes on every machine and at every time.
# Prints nothing when all is well. On failure prints one line, an error code and its text.

set -u
export SOURCE_DATE_EPOCH=946684800 TZ=UTC LC_ALL=C
kernel=$1 name=$2 menu=$3 output=$4
shift 4
files= sector=
while [ $# -gt 0 ]; do
    case $1 in
    --files) files=$2 ;;
    --disk) sector=$2 ;;
    esac
    shift 2
done

grub=grub-mkimage
command -v grub2-mkimage >/dev/null && grub=grub2-mkimage
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
content=$folder/content
efi=$content/boot/grub/efi.img

# Runs a tool.
run() {
    if ! messages=$("$@" 2>&1); then
        reason=$(printf '%s\n' "$messages" | grep -m 1 -iE 'fail|error|cannot|denied|no such') || reason=$messages
        echo "OSM0103 the image cannot be made: $1: $(printf '%s\n' "$reason" | head -n 1)"
        exit 1
    fi
}

# Sets the time of files, which is part of an image.
date_back() {
    run touch -d "@$SOURCE_DATE_EPOCH" "$@"
}

run mkdir -p "$content/boot/grub"
run cp "$menu" "$content/boot/grub/grub.cfg"
[ -z "$files" ] || run cp "$files" "$content/files.cpio"
# Debuggers' symbols are left out, because the kernel has its own table.
run strip --strip-all -o "$content/$name.elf" "$kernel"
run "$grub" -O i386-pc-eltorito -p /boot/grub -C xz -o "$content/boot/grub/core.img" \
    biosdisk iso9660 normal multiboot multiboot2 boot serial terminal

# The part that UEFI reads: a small FAT file system with GRUB for processors in 64-bit and in 32-bit mode. Its serial
# number would otherwise be made of the time. GRUB is started from it, and looks for the rest in the image around it;
# there is no VGA text, so it shows its menu on a framebuffer, which it hands on.
printf '%s\n' "search --no-floppy --file --set=root /$name.elf" 'set prefix=($root)/boot/grub' \
    'configfile $prefix/grub.cfg' >"$folder/early.cfg"
run mformat -C -f 1440 -N 4f534d4f -i "$efi" ::
run mmd -i "$efi" ::/EFI ::/EFI/BOOT
for loader in x86_64-efi:BOOTX64.EFI i386-efi:BOOTIA32.EFI; do
    file=$folder/${loader#*:}
    run "$grub" -O "${loader%:*}" -p /boot/grub -c "$folder/early.cfg" -o "$file" \
        iso9660 search search_fs_file configfile normal multiboot multiboot2 boot efi_gop efi_uga serial terminal
    date_back "$file"
    run mcopy -m -i "$efi" "$file" "::/EFI/BOOT/${loader#*:}"
done

date_back "$content"/* "$content"/boot/* "$content"/boot/grub/* "$content"

# Without the weights the files' order in the image would follow their inode numbers on the host.
set -- -as mkisofs -quiet -r -no-pad -V OSMOSIS \
    --sort-weight 4 /boot/grub/core.img --sort-weight 3 /boot/grub/efi.img --sort-weight 2 /boot/grub/grub.cfg \
    --sort-weight 1 "/$name.elf" \
    -b boot/grub/core.img -no-emul-boot -boot-load-size 4 -boot-info-table --grub2-boot-info \
    ${sector:+--grub2-mbr} ${sector:+"$sector"} ${sector:+--protective-msdos-label} \
    --efi-boot boot/grub/efi.img ${sector:+-efi-boot-part} ${sector:+--efi-boot-image} -o "$folder/image.iso" "$content"
run xorriso "$@"

# Without padding the last part of the image is not found.
dd if=/dev/zero bs=32768 count=1 2>/dev/null >>"$folder/image.iso"
run mv "$folder/image.iso" "$output"
