// What a worker does until its answer comes: it has the checker's own methods compiled.
using System.Reflection;
using System.Runtime.CompilerServices;
using Osmosis.Lab.Checking;
using Osmosis.Simulation;

namespace Osmosis.Lab.Workers;

internal static class Preparation
{
    private const BindingFlags Own = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.Public | BindingFlags.NonPublic;

    /// <param name="number">The number of the lab whose answer will come.</param>
    /// <param name="isOver">The answer has come.</param>
    public static void Run(int number, Func<bool> isOver)
    {
        foreach (MethodBase method in Types(number).SelectMany(MethodsOf))
        {
            if (isOver())
            {
                return;
            }

            RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }
    }

    /// <summary>The types that a search of the lab uses: the lab's, the searcher's, the machine's.</summary>
    private static IEnumerable<Type> Types(int number)
    {
        // The world is no public part of a lab: it is in the namespace that its contract is in.
        string?[] namespaces =
        [
            (LabCatalogue.Find(number) as CompiledLab)?.Contract.Namespace, "Osmosis.Lab.Searching",
            "Osmosis.Lab.Checking", "Osmosis.Lab.Programs",
        ];
        return typeof(SimulatedProcessor).Assembly.GetTypes()
            .Concat(typeof(Osmosis.Labs.Guard).Assembly.GetTypes())
            .Concat(Assembly.GetExecutingAssembly().GetTypes().Where(type => namespaces.Contains(type.Namespace)))
            .Where(type => !type.ContainsGenericParameters);
    }

    private static IEnumerable<MethodBase> MethodsOf(Type type) => type.GetMethods(Own)
        .Concat<MethodBase>(type.GetConstructors(Own))
        .Where(method => !method.IsAbstract && !method.ContainsGenericParameters);
}
