using System.CommandLine;

namespace Osmosis.Lab.Commands;

internal static class LabCommands
{
    public static int Run(string[] args)
    {
        RootCommand root = new("x") { CheckCommand.Create(), SelftestCommand.Create() };
        return root.Parse(args).Invoke();
    }
}
