// The core's tests, loaded together with a given core. They are loaded again for each core, so that nothing of one is
// left for the next.
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Xunit.Sdk;
using Xunit.v3;

namespace Osmosis.Mutants;

internal sealed class TestAssembly : AssemblyLoadContext
{
    private const string Tests = "Memory.Tests";
    private const string Core = "Osmosis.Memory";

    // How the names of assemblies begin that may refer to the core: they are loaded with it.
    private const string Own = "Osmosis.";

    private readonly string _folder;
    private readonly byte[] _core;
    private readonly Assembly _tests;

    /// <param name="folder">Where the tests were built.</param>
    /// <param name="core">The core's assembly.</param>
    public TestAssembly(string folder, byte[] core)
        : base(isCollectible: true)
    {
        _folder = folder;
        _core = core;
        _tests = LoadFromFile(Tests);
    }

    /// <summary>
    /// Every test of an ordinary run, by full name; a theory is one test. Classes that ask to write output are left
    /// out: they search small worlds and compile the core, which takes as long as all others together.
    /// </summary>
    public Dictionary<string, MethodInfo> Methods() => (
        from type in _tests.GetExportedTypes()
        where !type.IsAbstract && type.GetConstructors().All(constructor => constructor.GetParameters().Length == 0)
        from method in type.GetMethods()
        where method.GetCustomAttributes().OfType<IFactAttribute>().Any(fact => !fact.Explicit && fact.Skip is null)
        select KeyValuePair.Create($"{type.FullName}.{method.Name}", method)).ToDictionary();

    /// <summary>One of them.</summary>
    public MethodInfo Method(string name)
    {
        int dot = name.LastIndexOf('.');
        return _tests.GetType(name[..dot], throwOnError: true)!.GetMethod(name[(dot + 1)..])!;
    }

    /// <summary>The core's own type.</summary>
    public Type CoreType(string name) =>
        LoadFromAssemblyName(new AssemblyName(Core)).GetType(name, throwOnError: true)!;

    /// <summary>Runs a test with each of its rows of arguments, until one fails.</summary>
    /// <returns>The failure; null if there was none.</returns>
    public static Exception? Run(MethodInfo test)
    {
        try
        {
            foreach (object?[] arguments in Rows(test))
            {
                object? instance = test.IsStatic ? null : Activator.CreateInstance(test.ReflectedType!);
                object? result = test.Invoke(instance, BindingFlags.DoNotWrapExceptions, null,
                    Fit(arguments, test.GetParameters()), CultureInfo.InvariantCulture);
                (result as Task)?.GetAwaiter().GetResult();
                (instance as IDisposable)?.Dispose();
            }

            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name == Core)
        {
            return LoadFromStream(new MemoryStream(_core));
        }

        string path = Path.Combine(_folder, $"{name.Name}.dll");
        if (name.Name!.StartsWith(Own, StringComparison.Ordinal) && File.Exists(path))
        {
            return LoadFromFile(name.Name);
        }

        // Everything else is shared; assemblies that this program doesn't use lie beside the tests.
        bool isOurs = Default.Assemblies.Any(assembly => assembly.GetName().Name == name.Name)
            || File.Exists(Path.Combine(AppContext.BaseDirectory, $"{name.Name}.dll"));
        return isOurs || !File.Exists(path) ? null : Default.LoadFromAssemblyPath(path);
    }

    private Assembly LoadFromFile(string name) =>
        LoadFromStream(new MemoryStream(File.ReadAllBytes(Path.Combine(_folder, $"{name}.dll"))));

    private static IEnumerable<object?[]> Rows(MethodInfo test)
    {
        // The factory, unlike the method's attributes, tells MemberData the class of its member, without which there
        // are no rows.
        IDataAttribute[] sources = [.. ExtensibilityPointFactory.GetMethodDataAttributes(test)];
        object?[][] rows = [
            .. sources.SelectMany(source =>
                source.GetData(test, new DisposalTracker()).AsTask().GetAwaiter().GetResult())
                .Select(row => row.GetData())];
        return sources.Length == 0 ? [[]] : rows.Length > 0 ? rows
            : throw new InvalidDataException("there are no rows of arguments");
    }

    // An attribute's literal may have another integer type than its parameter, and leave out what has a default.
    private static object?[] Fit(object?[] arguments, ParameterInfo[] parameters) =>
        [.. parameters.Select((parameter, index) =>
            index >= arguments.Length ? parameter.DefaultValue : Fit(arguments[index], parameter.ParameterType))];

    private static object? Fit(object? argument, Type type) =>
        argument is null || type.IsInstanceOfType(argument) || argument is not IConvertible || type.IsEnum
            ? argument
            : Convert.ChangeType(argument, type, CultureInfo.InvariantCulture);
}
