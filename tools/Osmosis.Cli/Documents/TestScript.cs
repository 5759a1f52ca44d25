// A script that tests run in the machine, too.
using Osmosis.Emulators;

namespace Osmosis.Cli.Documents;

internal static class TestScript
{
    private const uint ForAll = 0x1ED;

    /// <summary>The script, as a file in the machine's root.</summary>
    public static ArchiveEntry In(Repository repository, string name) => ArchiveEntry.File(name, ForAll, 0,
        File.ReadAllBytes(Path.Combine(repository.Root, "tests", "Kernel.Tests", "ProgramCommands", name)));
}
