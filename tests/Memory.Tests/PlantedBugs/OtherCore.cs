// Runs these tests' own code against another core than their own.
using System.Reflection;
using System.Runtime.Loader;

namespace Osmosis.Memory.Tests.PlantedBugs;

/// <summary>A second copy of the tests and of the simulated machine, bound to a given core.</summary>
internal sealed class OtherCore(byte[] core) : AssemblyLoadContext(isCollectible: false)
{
    // Only what hangs takes so long, on however busy a machine.
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Calls <see cref="Search.FirstFailure"/> in the copy. Null when it found nothing; otherwise its finding, or a
    /// note that it never ended.
    /// </summary>
    /// <param name="bug">The number of the bug to switch on; 0 for none.</param>
    /// <param name="ofSpaces">Whether to search the worlds of address spaces; else the others.</param>
    public string[]? Search(int bug, bool ofSpaces)
    {
        LoadFromAssemblyName(new AssemblyName("Osmosis.Memory")).GetType(CoreCompiler.SwitchType, throwOnError: true)!
            .GetField(CoreCompiler.SwitchField)!.SetValue(null, bug);
        Assembly tests = LoadFromAssemblyPath(typeof(OtherCore).Assembly.Location);
        MethodInfo search = tests.GetType(typeof(Search).FullName!,
            throwOnError: true)!.GetMethod(nameof(PlantedBugs.Search.FirstFailure))!;
        string[]? found = null;
        Thread thread = new(() => found = (string[]?)search.Invoke(null, [ofSpaces])) { IsBackground = true };
        thread.Start();
        return thread.Join(_limit) ? found : ["any", $"no end within {_limit}", "", "", ""];
    }

    protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
    {
        "Osmosis.Memory" => LoadFromStream(new MemoryStream(core)),
        "Osmosis.Simulation" => LoadFromAssemblyPath(typeof(SimulatedProcessor).Assembly.Location),
        _ => null,
    };
}
