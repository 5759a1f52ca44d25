// What is run against a core with a bug: the small worlds, not very deep.
using System.Diagnostics;
using System.Reflection;
using Osmosis.Memory.Tests.SmallWorlds;

namespace Osmosis.Memory.Tests.PlantedBugs;

/// <summary>Called in a copy of this assembly that is bound to another core: so the answer is made of strings.</summary>
internal static class Search
{
    /// <summary>Enough for every planted bug; the core without any is searched deeper by <see cref="SmallWorldTests"/>.</summary>
    private const int Depth = 3;

    /// <summary>
    /// The world in which something is wrong first, the check that says so, the shortest sequence of operations that leads there, how many
    /// states were met before, and the message. Null when nothing is wrong.
    /// </summary>
    public static string[]? FirstFailure()
    {
        foreach ((string name, SmallWorld world) in SmallWorld.All)
        {
            try
            {
                new Explorer(world.Boot).Explore(Depth);
            }
            catch (SequenceException found)
            {
                return [name, CheckThatFound(found.InnerException!), string.Join("; ", found.Operations), $"{found.States}", Message(found.InnerException!)];
            }
            catch (Exception found)
            {
                return [name, CheckThatFound(found), "", "0", Message(found)];
            }
        }

        return null;
    }

    /// <summary>The simulated machine's rule, or the method whose assertion failed.</summary>
    private static string CheckThatFound(Exception exception)
    {
        if (exception is SimulationException stop)
        {
            return $"simulated machine: {stop.Fault}";
        }

        MethodBase? method = new StackTrace(exception).GetFrames()
            .Select(frame => frame.GetMethod())
            .FirstOrDefault(method => method?.DeclaringType?.Assembly == typeof(Search).Assembly);
        return $"{method?.DeclaringType?.Name.Split('`')[0]}.{method?.Name}";
    }

    /// <summary>On one line, and without the machine's last events.</summary>
    private static string Message(Exception exception)
    {
        string[] lines = exception.Message.Split('\n', StringSplitOptions.TrimEntries);
        return exception is SimulationException ? lines[0] : string.Join(' ', lines);
    }
}
