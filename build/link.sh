#!/bin/sh
# Links a kernel or a program: link.sh IMAGE LINKER-SCRIPT COMPILED-OBJECT ASSEMBLED-OBJECT…
# Prints nothing when all is well. On failure prints one line, an error code and its text: OSM0001 when code allocates
# managed memory, whose runtime helper does not exist by design, and OSM0002 for anything else.

set -u
image=$1
script=$2
compiled=$3
shift 2

if messages=$(LC_ALL=C ld -m elf_i386 --fatal-warnings -z noexecstack -T "$script" -o "$image" "$@" 2>&1); then
    exit 0
fi

# ld names a place in compiled code by its offset ("compiled.obj:(.managedcode$I+0xb9): undefined reference to `X'"), so
# the method is the last symbol at or below it. Mangled names are assembly_Namespace_Type__Method.
rm -f "$image"
{ nm -n "$compiled" | grep ' T '; echo messages; printf '%s\n' "$messages"; } | awk '
    function number(digits,    value, i) {
        for (i = 1; i <= length(digits); i++) value = value * 16 + index("0123456789abcdef", substr(digits, i, 1)) - 1
        return value
    }

    function method(offset,    i, name) {
        for (i = 1; i <= symbols && starts[i] <= offset; i++) if (names[i] ~ /__/) name = names[i]
        sub(/^[^_]*_/, "", name)
        gsub(/_+/, ".", name)
        return name
    }

    # What C# a routine serves that is not here, or nothing.
    function need(symbol) {
        if (symbol ~ /^Rhp(Checked)?AssignRef/) return "a reference stored outside of a local variable"
        if (symbol ~ /^Rhp(Dbl2U?Lng|U?Lng2(Dbl|Flt))$/) return "a conversion between fractions and 64 bits"
        return needs[symbol]
    }

    BEGIN {
        kinds["RhpNewFast"] = kinds["RhpNewFinalizable"] = kinds["RhpNewObject"] = "new object or boxing"
        kinds["RhpNewArrayFast"] = kinds["RhpNewPtrArrayFast"] = "new array"
        kinds["RhpNewArray"] = kinds["RhNewArray"] = "new array"
        kinds["RhBox"] = "boxing"
        kinds["RhNewString"] = "new string"

        needs["RhpThrowEx"] = "throw"
        needs["RhpInitialDynamicInterfaceDispatch"] = "a call through an interface"
        needs["fmod"] = needs["fmodf"] = "% of fractions"
    }

    $0 == "messages" { reading = 1; next }
    !reading { starts[++symbols] = number($1); names[symbols] = $3; next }

    /undefined reference to `/ {
        symbol = $0
        sub(/^.*undefined reference to `/, "", symbol)
        sub(/'\''.*$/, "", symbol)
        place = $0
        sub(/^.*\+0x/, "", place)
        sub(/\).*$/, "", place)
        where = /managedcode/ ? method(number(place)) : "assembly"
        if (symbol in kinds) entry = where " (" kinds[symbol] ")"
        else if (need(symbol)) entry = need(symbol) " in " where ", which needs a routine of the .NET runtime"
        else entry = "undefined symbol " symbol " in " where
        target = symbol in kinds
        if (!(entry in seen)) {
            seen[entry]
            lists[target] = lists[target] (lists[target] ? ", " : "") entry
        }
        next
    }

    NF && !/more undefined references/ && !/in function `/ { lists[0] = lists[0] (lists[0] ? " | " : "") $0 }

    END {
        if (lists[1]) print "OSM0001 managed allocation: " lists[1] ". There is no managed heap: " \
            "use a struct, a span, or memory of your own."
        else print "OSM0002 the image cannot be linked: " lists[0]
    }'
exit 1
