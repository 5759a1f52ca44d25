// Other people's machines: what a command may find around it, and what it is to do there.
namespace Osmosis.Kernel.Tests.Command;

/// <param name="Name">What is special.</param>
/// <param name="Script">
/// Runs the command, <c>"$@"</c>, in bash. <c>$ODD</c> is a folder with odd letters in its name, <c>$LONG</c> one whose
/// name is too long.
/// </param>
/// <param name="Refusal">What the only line of error says; null when all is as ever.</param>
/// <param name="Refused">The commands that are refused, by their first words; empty for all.</param>
/// <param name="IsTerminal">Whether there is a terminal, which shows standard error too.</param>
/// <param name="Writes">Whether a command that writes into the checkout is tried too.</param>
internal sealed record Surroundings(string Name, string Script, string? Refusal = null, string Refused = "",
    bool IsTerminal = false, bool Writes = false)
{
    private const string Terminal = """words=$(printf '%q ' "$@"); SHELL=/bin/bash script -qec """;
    private const string Nobody = "HOME=/nonexistent setpriv --reuid=65534 --regid=65534 --clear-groups ";
    private const string Own = "chown -R 65534:65534 \"$ODD\"; ";

    public static IReadOnlyList<Surroundings> All { get; } =
    [
        new("no terminal", """setsid --wait "$@" """),
        new("no home", """env -u HOME -u XDG_STATE_HOME "$@" """),
        new("stray variables", """
            env Platform=x86 CONFIGURATION=Odd OutputPath=/nowhere/ TargetName=odd OutDir=/nowhere/ "$@"
            """),
        new("a folder with odd letters", """cd "$ODD" && "$@" """),
        new("a terminal of 40 columns", Terminal + """ "stty cols 40; $words" /dev/null""", IsTerminal: true),
        new("a terminal without colours", "export NO_COLOR=1; " + Terminal + """ "$words" /dev/null""",
            IsTerminal: true),
        new("a dumb terminal", "export TERM=dumb; " + Terminal + """ "$words" /dev/null""", IsTerminal: true),
        new("closed standard input", """ "$@" <&- """),
        new("closed standard output", """ "$@" >&- """, "standard output is closed"),
        new("closed standard error", """ "$@" 2>&- """),
        new("a full disk", """ "$@" >/dev/full """, "No space left on device", "--help doctor lab exec"),
        new("no folder for temporary files", """TMPDIR=/nonexistent "$@" """,
            "TMPDIR names no folder that can be written: /nonexistent"),
        new("a path too long for sockets", """TMPDIR=$LONG "$@" """, "is too long for sockets", "exec"),
        new("a read-only checkout", Own + """chmod -R a-w "$ODD"; """ + Nobody + """ "$@" """, "cannot write ", "iso",
            Writes: true),
        new("artifacts that are root's", Own + """chown -R 0:0 "$ODD/artifacts"; """ + Nobody + """ "$@" """,
            "cannot write ", "iso", Writes: true),
        new("a read-only checkout that isn't built", Own + """
            rm -f "$ODD"/artifacts/*/built; chmod -R a-w "$ODD"; unset $TESTED_NAME;
            """ + Nobody + """ "$@" """, "you may not write in "),
    ];

    public override string ToString() => Name;
}
