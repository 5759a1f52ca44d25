// What ./osmosis tells the shell that called it.
namespace Osmosis.Cli;

internal static class ExitStatus
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
}

/// <summary>Ends the command: the message says in a line what failed and what the reader can do.</summary>
internal sealed class FailedException(string message) : Exception(message);
