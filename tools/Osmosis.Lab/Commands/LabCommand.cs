// ./osmosis lab: its commands, and what is done about their errors.
using System.CommandLine;
using System.CommandLine.Help;
using Osmosis.Cli;

namespace Osmosis.Lab.Commands;

internal static class LabCommand
{
    private const string TraceVariable = "OSMOSIS_TRACE";

    public static int Run(string[] args)
    {
        Command lab = new("lab", "Labs about frames, paging, faults and the heap, and a grader that says why.")
        {
            NewCommand.Create(),
            CheckCommand.Create(),
            WatchCommand.Create(),
            BootCommand.Create(),
            ShowCommand.Create(),
            HintCommand.Create(),
            GradeCommand.Create(),
        };
        foreach (Command command in ForTeachers())
        {
            lab.Add(command);
        }

        lab.SetAction(_ => ListOfLabs.Print());
        ParseResult parsed =
            new Command("osmosis") { lab, new HelpOption() { Recursive = true } }.Parse(["lab", .. args]);
        if (UsageError.Of(parsed) is { } error)
        {
            Console.Error.WriteLine($"osmosis: {error}");
            return ExitStatus.Usage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure) when (failure is LabException or IOException or UnauthorizedAccessException)
        {
            return Fail(failure.Message, ExitStatus.Usage);
        }
        catch (Exception failure)
        {
            if (Environment.GetEnvironmentVariable(TraceVariable) == "1")
            {
                Console.Error.WriteLine(failure);
            }

            return Fail($"{failure.GetType().Name}: {failure.Message} ({TraceVariable}=1 shows where)",
                ExitStatus.NoVerdict);
        }
    }

    // They work on the answers and the sources, which only a checkout has.
    private static Command[] ForTeachers() => Home.IsInstalled ? [] :
        [SelftestCommand.Create(), MutantsCommand.Create(), BenchCommand.Create(), TemplateCommand.Create()];

    private static int Fail(string message, int status)
    {
        Console.Error.WriteLine($"osmosis: {message.ReplaceLineEndings(" ")}");
        return status;
    }
}
