// Which tests to run, and how: the options of ./osmosis test.
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Osmosis.Cli.Commands;

/// <param name="Host">Run the tests that need no emulator.</param>
/// <param name="Kernel">Run the tests that boot the kernel.</param>
/// <param name="Quick">Leave out slow tests.</param>
/// <param name="Filter">Only tests whose full name contains this text; null for all.</param>
/// <param name="Long">How long properties are tried; null for the ordinary number of iterations.</param>
/// <param name="Coverage">Measure the coverage of the core.</param>
/// <param name="Matrix">Try the kernel on every machine, instead of the tests.</param>
/// <param name="Record">Write the results to docs/MACHINES.md.</param>
/// <param name="Mutants">Change the files of the core whose path contains this text, and see whether tests notice; null
/// to run no mutants.</param>
internal sealed record TestRequest(
    bool Host, bool Kernel, bool Quick, string? Filter, TimeSpan? Long, bool Coverage, bool Matrix, bool Record,
    string? Mutants);

internal sealed class TestOptions
{
    private static readonly TimeSpan OrdinaryLongRun = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestRun = TimeSpan.FromDays(7);

    private readonly Option<bool> _host =
        new("--host") { Description = "Only the tests that run on this machine itself, without an emulator." };
    private readonly Option<bool> _kernel = new("--kernel") { Description = "Only the tests that boot the kernel." };

    private readonly Option<bool> _quick = new("--quick")
    {
        Description = "Only what is quick, of every folder of tests: under a minute on two processors.",
    };

    private readonly Option<string?> _filter =
        new("--filter") { Description = "Only tests whose full name contains this text.", HelpName = "text" };

    private readonly Option<TimeSpan?> _long = new("--long")
    {
        Description = "Also the tests that take minutes, and every property again and again with new seeds, for this "
            + "long: 90s, 20m, 2h. Without a value for an hour.",
        HelpName = "time",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = ParseDuration,
    };

    private readonly Option<bool> _coverage = new("--coverage")
    {
        Description =
            "Only the core's tests, and print which lines and branches of the core they reach."
    };

    private readonly Option<string?> _mutants = new("--mutants")
    {
        Description = "Change the core in one place at a time and see whether its tests notice; with a value only in "
            + "files whose path contains it.",
        HelpName = "path",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _matrix = new("--matrix")
    {
        Description =
            "Instead, boot and try the kernel on every machine, processor, memory size and boot loader."
    };
    private readonly Option<bool> _record =
        new("--record") { Description = "With --matrix: make the table in docs/MACHINES.md again." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_host, _kernel, _quick, _filter, _long, _coverage, _matrix, _record,
            _mutants])
        {
            command.Add(option);
        }

        Exclude(command, _host, _kernel, "without either, both parts run");
        Exclude(command, _long, _kernel, "the kernel's tests have no longer form");
        Exclude(command, _long, _quick, "a long run leaves nothing out");
        Exclude(command, _coverage, _quick, "all tests of the core are measured");
        Exclude(command, _coverage, _kernel, "coverage is measured on the host");
        Exclude(command, _coverage, _long, "longer runs reach no other lines");
        foreach (Option other in (Option[])[_host, _kernel, _quick, _filter, _long, _coverage])
        {
            Exclude(command, _mutants, other, "the core's tests are chosen by what they reach");
        }

        foreach (Option other in (Option[])[_host, _kernel, _quick, _long, _coverage, _mutants])
        {
            Exclude(command, _matrix, other, "the machines are tried by themselves");
        }

        Exclude(command, _record, _filter, "all machines are recorded");
        command.Validators.Add(result =>
        {
            if (result.GetValue(_record) && !result.GetValue(_matrix))
            {
                result.AddError("--record records what --matrix tried: give both");
            }
        });
    }

    public TestRequest Read(ParseResult parsed)
    {
        string? mutants = parsed.GetResult(_mutants) is null ? null : parsed.GetValue(_mutants) ?? "";
        bool coverage = parsed.GetValue(_coverage);
        bool needsKernel = !parsed.GetValue(_host) && !coverage && mutants is null;
        TimeSpan? duration = parsed.GetResult(_long) is null ? null : parsed.GetValue(_long) ?? OrdinaryLongRun;
        return new TestRequest(
            !parsed.GetValue(_kernel), needsKernel, parsed.GetValue(_quick), parsed.GetValue(_filter), duration,
            coverage,
            parsed.GetValue(_matrix), parsed.GetValue(_record), mutants);
    }

    private static void Exclude(Command command, Option one, Option other, string why) =>
        command.Validators.Add(result =>
        {
            if (result.GetResult(one) is { Implicit: false } && result.GetResult(other) is { Implicit: false })
            {
                result.AddError($"{one.Name} and {other.Name} exclude each other: {why}");
            }
        });

    private static TimeSpan? ParseDuration(ArgumentResult result)
    {
        if (result.Tokens is not [{ Value: var text }])
        {
            return null;
        }

        TimeSpan? unit = text is [.., var last] ? last switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            _ => null,
        }
        : null;
        if (unit is { } one
            && uint.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out uint count)
            && count > 0 && one * count <= LongestRun)
        {
            return one * count;
        }

        result.AddError($"--long: '{text}' is not a time such as 90s, 20m or 2h, of a week at most");
        return null;
    }
}
