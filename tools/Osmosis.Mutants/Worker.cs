// The process in which tests run: asked over its standard input, answering on its standard output, a line each.
using System.Reflection;

namespace Osmosis.Mutants;

/// <summary>
/// <code>
/// reach, core file                 → for each test: its name, its milliseconds of processor time, the numbers of the methods it reached; then done
/// run,   core file, test, test …   → for each test: its name before it runs; then failed if it did; then done
/// </code>
/// Words are separated by tabs. A test that never ends, or takes the process with it, is the asker's to notice.
/// </summary>
internal static class Worker
{
    public const string Option = "--worker";
    public const string Done = "done";
    public const string Failed = "failed";

    public static int Serve(string folder)
    {
        while (Console.ReadLine() is { } request)
        {
            string[] words = request.Split('\t');
            TestAssembly tests = new(folder, File.ReadAllBytes(words[1]));
            if (words[0] == "reach")
            {
                Reach(tests);
            }
            else
            {
                Run(tests, words[2..]);
            }

            tests.Unload();
            Console.WriteLine(Done);
        }

        return 0;
    }

    private static void Reach(TestAssembly tests)
    {
        FieldInfo notes = tests.CoreType(MethodReach.NotesType).GetField(MethodReach.NotesField)!;
        foreach ((string name, MethodInfo test) in tests.Methods())
        {
            bool[] reached = (bool[])notes.GetValue(null)!;
            Array.Clear(reached);
            TimeSpan start = Environment.CpuUsage.TotalTime;
            if (TestAssembly.Run(test) is { } failure)
            {
                Console.Error.WriteLine($"{name} fails although nothing is changed: {failure}");
                continue;
            }

            IEnumerable<int> numbers = Enumerable.Range(0, reached.Length).Where(number => reached[number]);
            Console.WriteLine(string.Join('\t', [name, $"{(int)(Environment.CpuUsage.TotalTime - start).TotalMilliseconds}", .. numbers.Select(number => $"{number}")]));
        }
    }

    private static void Run(TestAssembly tests, IEnumerable<string> names)
    {
        Dictionary<string, MethodInfo> methods = tests.Methods();
        foreach (string name in names)
        {
            Console.WriteLine(name);
            if (TestAssembly.Run(methods[name]) is not null)
            {
                Console.WriteLine(Failed);
                return;
            }
        }
    }
}
