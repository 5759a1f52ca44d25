// The exit statuses of ./osmosis.
namespace Osmosis.Cli;

internal static class ExitStatus
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
}

/// <summary>Ends the command: the message is one line with the failure and what the reader can do.</summary>
internal sealed class FailedException(string message) : Exception(message);
