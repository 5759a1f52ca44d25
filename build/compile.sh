#!/bin/sh
# Compiles IL to native code: compile.sh ILC RESPONSE-FILE
# Prints nothing when all is well. On failure prints one line, an error code and its text, instead of the compiler's
# stack trace: OSM0001 for a delegate, a lambda or an array of several dimensions, which are managed allocations, and
# OSM0003 for anything else.

set -u

if messages=$("$1" "@$2" 2>&1); then
    exit 0
fi

# Where several methods fail, the first is told.
printf '%s\n' "$messages" | awk '
    /\(Inner Exception #/ { ended = 1 }
    ended { next }
    !method && match($0, /Code generation failed for method .[^\]]*\][^'\'']*/) {
        method = substr($0, RSTART, RLENGTH)
        sub(/^[^\]]*\]/, "", method)
    }
    /DelegateCreationInfo/ { object = "delegate" }
    /CompilerHelpers.ArrayHelpers/ { object = "new array" }
    /Exception: / && !known { cause = $0; sub(/^.*Exception: /, "", cause) }
    /ClassConstructorRunner/ {
        cause = "a static field whose initialiser cannot be evaluated at build time. Set it in a method instead"
        known = 1
    }
    /type .System.Runtime.RuntimeExports/ { cause = "a value is unboxed, or a nullable one is boxed"; known = 1 }
    /Enum(Equals|GetHashCode)Thunk/ { cause = "a value of an enum is boxed, to be compared or hashed"; known = 1 }
    /TypeLoaderExports/ { cause = "a virtual method with type parameters is called"; known = 1 }
    /(MultiplyChecked|Checked. not found on type .\[CoreLib\]System.Math)/ {
        cause = "a checked product or conversion needs a routine of the .NET runtime"
        known = 1
    }
    !line { line = $0 }
    /^Error: / && !first { first = $0; sub(/^Error: /, "", first) }

    END {
        place = method ? method : "a static initialiser"
        if (object == "delegate") print "OSM0001 managed allocation: " place " (delegate). There is no managed " \
            "heap: use a function pointer, or a generic parameter with a static abstract member."
        else if (object) print "OSM0001 managed allocation: " place " (" object "). There is no managed heap: " \
            "use a struct, a span, or memory of your own."
        else print "OSM0003 the native compiler failed: " (cause ? cause : first ? first : line) \
            (method ? " (in " method ")" : "")
    }'
exit 1
