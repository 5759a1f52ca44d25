#!/usr/bin/env bash
# Clones a repository with its working tree, uncommitted changes included: copy-working-tree.sh FROM TO
# The clone is at the same commit, has the same differences from it, and none of the files that git ignores.
set -euo pipefail
export GIT_OPTIONAL_LOCKS=0

from=$(cd "$1" && pwd)
git clone --quiet --no-hardlinks "$from" "$2"
to=$(cd "$2" && pwd)
git -C "$to" checkout --quiet --detach "$(git -C "$from" rev-parse HEAD)"

# Each entry: two letters, a blank and a path from the top. Without renames, a moved file appears as one deleted and one
# new.
git -C "$from" status --porcelain -z --untracked-files=all --no-renames | while IFS= read -r -d '' entry; do
    path=${entry:3}
    rm -f -- "$to/$path"
    if [[ -e $from/$path || -L $from/$path ]]; then
        mkdir -p -- "$(dirname -- "$to/$path")"
        cp -P --preserve=mode -- "$from/$path" "$to/$path"
    fi
done
