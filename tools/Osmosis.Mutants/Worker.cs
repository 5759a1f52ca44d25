// The process in which tests run. It reads requests from its standard input and writes answers to its standard output,
// line by line.
using System.Globalization;
using System.Reflection;

namespace Osmosis.Mutants;

/// <summary>
/// <code>
/// load, core file             → done; later requests are for tests with this core
/// reach                       → for each test: its name, its milliseconds of processor time, the numbers of the blocks
///                               it reached; or failed, its name, why; then done
/// run, number, test, test …   → with this change active, for each test: its name before it runs;
///                               a failure's description, which ends the run; then done
/// </code>
/// Words are separated by tabs. The parent process must notice a test that never ends or ends the process.
/// </summary>
internal static class Worker
{
    public const string Option = "--worker";
    public const string Done = "done";
    public const string Failed = "failed";

    /// <summary>The change, or an earlier one, left something in memory.</summary>
    public const string Spoilt = "failed, and then failed without the change too";

    public static int Serve(string folder)
    {
        TestAssembly? tests = null;
        while (Console.ReadLine() is { } request)
        {
            string[] words = request.Split('\t');
            switch (words[0])
            {
                case "load":
                    tests?.Unload();
                    tests = new(folder, File.ReadAllBytes(words[1]));
                    break;
                case "reach":
                    Reach(tests!);
                    break;
                default:
                    Run(tests!, int.Parse(words[1], CultureInfo.InvariantCulture), words[2..]);
                    break;
            }

            Console.WriteLine(Done);
        }

        return 0;
    }

    private static void Reach(TestAssembly tests)
    {
        FieldInfo notes = tests.CoreType(BlockReach.NotesType).GetField(BlockReach.NotesField)!;
        foreach ((string name, MethodInfo test) in tests.Methods())
        {
            bool[] reached = (bool[])notes.GetValue(null)!;
            Array.Clear(reached);
            TimeSpan start = Environment.CpuUsage.TotalTime;
            if (TestAssembly.Run(test) is { } failure)
            {
                Console.WriteLine(string.Join('\t', Failed, name, failure.Message.ReplaceLineEndings(" ")));
                continue;
            }

            IEnumerable<int> numbers = Enumerable.Range(0, reached.Length).Where(number => reached[number]);
            Console.WriteLine(
                string.Join('\t',
                    [name, $"{(int)(Environment.CpuUsage.TotalTime - start).TotalMilliseconds}",
                        .. numbers.Select(number => $"{number}")]));
        }
    }

    private static void Run(TestAssembly tests, int change, IEnumerable<string> names)
    {
        FieldInfo inForce = tests.CoreType(Batch.ChangeType).GetField(Batch.InForceField)!;
        inForce.SetValue(null, change);
        foreach (string name in names)
        {
            Console.WriteLine(name);
            if (TestAssembly.Run(tests.Method(name)) is not null)
            {
                inForce.SetValue(null, 0);
                Console.WriteLine(TestAssembly.Run(tests.Method(name)) is null ? Failed : Spoilt);
                return;
            }
        }
    }
}
