#!/bin/sh
# Links a kernel: link.sh IMAGE LINKER-SCRIPT OBJECT…
# Prints nothing when all is well. A failure is printed as one MSBuild error a cause: OSM0001 for a managed allocation,
# whose runtime helper does not exist by design, and OSM0002 for anything else.

set -u
image=$1
script=$2
shift 2

if messages=$(LC_ALL=C ld -m elf_i386 --fatal-warnings -z noexecstack -T "$script" -o "$image" "$@" 2>&1); then
    exit 0
fi

rm -f "$image"
printf '%s\n' "$messages" | awk '
    # "a.obj: in function `Kernel_Some_Type__Method": …" opens a group of lines that say what the method lacks.
    match($0, /in function `[^'\'']*/) { method = substr($0, RSTART + 13, RLENGTH - 13) }

    match($0, /undefined reference to `[^'\'']*/) {
        symbol = substr($0, RSTART + 24, RLENGTH - 24)
        if (symbol in kinds) allocations[method " (" kinds[symbol] ")"]
        else others["undefined symbol " symbol ", used by " method]
        next
    }

    /in function `/ { next }
    NF && !/more undefined references/ { others[$0] }

    BEGIN {
        kinds["RhpNewFast"] = kinds["RhpNewFinalizable"] = kinds["RhpNewObject"] = "new object"
        kinds["RhpNewArrayFast"] = kinds["RhpNewArray"] = kinds["RhpNewPtrArrayFast"] = kinds["RhNewArray"] = "new array"
        kinds["RhBox"] = kinds["RhBoxAny"] = "boxing"
        kinds["RhNewString"] = "string concatenation"
    }

    END {
        for (allocation in allocations) list = list (list ? ", " : "") allocation
        if (list) print "link : error OSM0001: managed allocation in kernel code: " list ". There is no managed heap on the bare machine; use a struct, a span or memory of your own."
        else for (other in others) print "link : error OSM0002: " other
    }'
exit 1
