// The reports in docs/FAULTS.md are those of the kernel, but for numbers, which move with every change of it.
using System.Text.RegularExpressions;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Faults;

public sealed partial class FaultDocumentTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    [Fact]
    public async Task Every_report_is_what_the_kernel_prints_and_all_are_of_one_run()
    {
        string document = await File.ReadAllTextAsync(Path.Combine(Checkout.Sources, "docs", "FAULTS.md"));
        HashSet<string> directories = [];
        foreach (string kind in (string[])["null", "heap", "stack"])
        {
            string[] report = document.Split($"<!-- {kind}:begin -->\n```\n")[1].Split("\n```\n")[0].Split('\n');
            string command = $"fault {kind}";
            IReadOnlyList<string> printed = await machine.Console.RunAsync(command);
            Assert.Equal([$"{KernelConsole.Prompt}{command}", .. printed.Select(WithoutNumbers)],
                report.Select(WithoutNumbers));
            directories.Add(report.Single(line => line.StartsWith("CR0", StringComparison.Ordinal)).Split("CR3 ")[1]);
            await machine.Console.RunAsync("alloc_test");
        }

        Assert.Single(directories);
    }

    // Flags of a result, such as PF and ZF, move too.
    private static string WithoutNumbers(string line) => Flags().Replace(Number().Replace(line, "#"), "EFLAGS #$1");

    [GeneratedRegex(@"0x[0-9a-f]+|\b\d+\b")]
    private static partial Regex Number();

    [GeneratedRegex(@"EFLAGS #(?: (?:CF|PF|AF|ZF|SF|OF))*( IF)?.*")]
    private static partial Regex Flags();
}
