// A command that the installed tool knows, and can't do: it works on the sources.
using System.CommandLine;

namespace Osmosis.Cli.Commands;

internal static class CheckoutCommand
{
    /// <summary>A command that isn't listed, takes any words, and says where it belongs.</summary>
    public static Command InsteadOf(Command command)
    {
        Command refusal = new(command.Name) { Hidden = true, TreatUnmatchedTokensAsErrors = false };
        refusal.SetAction(_ =>
        {
            Messages.Error(
                $"'{command.Name}' works on the sources: type ./osmosis {command.Name} in a checkout of them");
            return ExitStatus.Usage;
        });
        return refusal;
    }
}
