// The search that runs against a core with a bug: the small worlds, not very deep.
using System.Diagnostics;
using System.Reflection;
using Osmosis.Memory.Tests.SmallWorlds;

namespace Osmosis.Memory.Tests.PlantedBugs;

/// <summary>
/// Called in a copy of this assembly that is bound to another core, so the answer consists of strings.
/// </summary>
internal static class Search
{
    /// <summary>
    /// Enough for every planted bug; <see cref="SmallWorldTests"/> search the unchanged core more deeply.
    /// </summary>
    private const int Depth = 3;

    /// <summary>
    /// The world in which the fewest operations show an error, the check that finds it, those operations, the number of
    /// states seen before, and the message. Null when nothing is wrong.
    /// </summary>
    /// <param name="ofSpaces">Whether to search the worlds of address spaces; else the others.</param>
    public static string[]? FirstFailure(bool ofSpaces)
    {
        for (int depth = 1; depth <= Depth; depth++)
        {
            foreach ((string name,
                SmallWorld world) in SmallWorld.All.Where(entry => entry.Value.IsOfSpaces == ofSpaces))
            {
                try
                {
                    new Explorer(world.Boot).Explore(depth);
                }
                catch (SequenceException found)
                {
                    return Describe(name, found.InnerException!, string.Join("; ", found.Operations), found.States);
                }
                catch (Exception found)
                {
                    return Describe(name, found, "boot", states: 0);
                }
            }
        }

        return null;
    }

    private static string[] Describe(string world, Exception found, string operations, int states) =>
        [world, CheckThatFound(found), operations, $"{states}", Message(found)];

    /// <summary>
    /// The simulated machine's rule, or the class whose assertion failed (its method may have been inlined).
    /// </summary>
    private static string CheckThatFound(Exception exception)
    {
        if (exception is SimulationException stop)
        {
            return $"simulated machine: {stop.Fault}";
        }

        MethodBase? method = new StackTrace(exception).GetFrames()
            .Select(frame => frame.GetMethod())
            .FirstOrDefault(method => method?.DeclaringType?.Assembly == typeof(Search).Assembly);
        return $"{method?.DeclaringType?.Name.Split('`')[0]}";
    }

    /// <summary>On one line, and without the machine's last events.</summary>
    private static string Message(Exception exception)
    {
        string[] lines = exception.Message.Split('\n', StringSplitOptions.TrimEntries);
        return exception is SimulationException ? lines[0] : string.Join(' ', lines);
    }
}
