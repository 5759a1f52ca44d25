#!/bin/sh
# Checks that programs, or files, are there: need.sh CODE WHAT… [-- WHAT…]
# Prints nothing when they are. Otherwise prints one line: the code, what is missing, and the command that brings it.
# What stands behind -- is needed later, to run. It is named only beside something that is missing now.
# OSMOSIS_OS_RELEASE in the environment is a file to read instead of /etc/os-release.

set -u
here=${0%/*}
release=${OSMOSIS_OS_RELEASE:-/etc/os-release}
code=$1
shift

missing= list= separator=
for what in "$@"; do
    if [ "$what" = -- ]; then
        [ -n "$missing" ] || exit 0
        separator='; to run: '
        continue
    fi
    case $what in
    /*) [ -e "$what" ] ;;
    # Where GRUB 1 was there too, GRUB's programs have another name.
    grub-*) command -v "$what" || command -v "grub2-${what#grub-}" ;;
    *) command -v "$what" ;;
    esac >/dev/null && continue
    missing="$missing $what"
    list="$list${list:+${separator:-, }}$what"
    separator=
done
[ -n "$missing" ] || exit 0

# The package manager of this Linux. Names of other systems that it resembles follow its own. Root has all rights.
manager= install= sudo='sudo ' doas='doas '
[ "$(id -u 2>/dev/null)" != 0 ] || sudo= doas=
for system in $([ -r "$release" ] && . "$release" && echo "${ID-} ${ID_LIKE-}"); do
    case $system in
    debian | ubuntu)
        manager=apt install="${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends"
        ;;
    fedora | rhel) manager=dnf install="${sudo}dnf install -y" ;;
    arch) manager=pacman install="${sudo}pacman -S --needed" ;;
    alpine) manager=apk install="${doas}apk add" ;;
    nixos) manager=nix install='nix-shell -p' ;;
    *) continue ;;
    esac
    break
done

# Without awk and its like: they may be missing too.
packages=
for what in $missing; do
    while read -r name apt dnf pacman apk nix; do
        [ "$name" = "$what" ] || continue
        case $manager in
        apt) package=$apt ;;
        dnf) package=$dnf ;;
        pacman) package=$pacman ;;
        apk) package=$apk ;;
        nix) package=$nix ;;
        *) package=- ;;
        esac
        case " $packages " in *" $package "*) package=- ;; esac
        [ "$package" = - ] || packages="$packages $package"
    done <"$here/packages.txt"
done

echo "$code missing: $list.${packages:+ Type: $install$packages}"
exit 1
