// ./osmosis lab: a program of its own, for a fast verdict. In a checkout the entry script starts it without this one.
using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Osmosis.Cli.Commands;

internal static class LabCommand
{
    public const string Name = "lab";

    /// <summary>As the list of commands has it. Its words are its own: <see cref="Run"/> takes them unread.</summary>
    public static Command Create() => new(Name,
        "Lists the labs; 'lab new' begins one, and 'lab check' judges an answer and says why.");

    /// <summary>Runs the labs' program, and gives its exit status.</summary>
    /// <param name="words">What follows <c>lab</c>.</param>
    public static int Run(string[] words)
    {
        (string program, string[] arguments) = Home.Command([Name, .. words]);
        ProcessStartInfo start = new(program, arguments);

        // Ctrl-C is the labs' program's, too.
        using PosixSignalRegistration interrupts =
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using Process lab = Process.Start(start)!;
        lab.WaitForExit();
        return lab.ExitCode;
    }
}
