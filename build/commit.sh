#!/bin/sh
# Prints the commit that an image is built from: commit.sh FOLDER PATH…
# It is the last commit that changed a file below one of the paths, which are relative to the folder, in twelve digits.
# "-dirty" follows if such a file differs from that commit or is new. Commits and edits elsewhere change neither the
# name nor the image. Without a path it uses the paths in sources.txt: everything that the kernel is built from.
# Prints "unknown" where there is no git, no repository or no such commit.

set -uf
export GIT_OPTIONAL_LOCKS=0

here=$(cd "$(dirname "$0")" && pwd)
cd "$1" || exit 1
shift
[ $# -gt 0 ] || set -- $(cat "$here/sources.txt")
commit=$(git log -1 --abbrev=12 --format=%h -- "$@" 2>/dev/null)
changes=$(git status --porcelain --untracked-files=all -- "$@" 2>/dev/null) || commit=
if [ -z "$commit" ]; then
    echo unknown
elif [ -n "$changes" ]; then
    echo "$commit-dirty"
else
    echo "$commit"
fi
