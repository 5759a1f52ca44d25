#!/bin/sh
# Compiles IL to native code: compile.sh ILC RESPONSE-FILE
# Prints nothing when all is well. On failure prints one line, an error code and its text, instead of the compiler's
# stack trace: OSM0001 for a delegate or lambda, which is a managed allocation, and OSM0003 for anything else.

set -u

if messages=$("$1" "@$2" 2>&1); then
    exit 0
fi

printf '%s\n' "$messages" | awk '
    match($0, /Code generation failed for method .[^\]]*\][^'\'']*/) {
        method = substr($0, RSTART, RLENGTH)
        sub(/^[^\]]*\]/, "", method)
    }
    /DelegateCreationInfo/ { delegate = 1 }
    /Exception: / && !known { cause = $0; sub(/^.*Exception: /, "", cause) }
    /ClassConstructorRunner/ {
        cause = "a static field whose initialiser cannot be evaluated at build time. Set it in a method instead"
        known = 1
    }
    !line { line = $0 }
    /^Error: / && !first { first = $0; sub(/^Error: /, "", first) }

    END {
        if (delegate) print "OSM0001 managed allocation: " method " (delegate). There is no managed heap: " \
            "use a function pointer, or a generic parameter with a static abstract member."
        else print "OSM0003 the native compiler failed: " (cause ? cause : first ? first : line) \
            (method ? " (in " method ")" : "")
    }'
exit 1
