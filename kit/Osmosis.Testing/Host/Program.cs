// Runs the tests of a test image: Osmosis.Testing.Host IMAGE ASSEMBLY NEED, and what programs of
// Microsoft.Testing.Platform take behind these three.
// IMAGE is what boots, ASSEMBLY is what it was compiled from: it has the list of tests. NEED is build/need.sh.
using Microsoft.Testing.Platform.Builder;
using Microsoft.Testing.Platform.Capabilities.TestFramework;
using Microsoft.Testing.Platform.Helpers;
using Microsoft.Testing.Platform.Services;
using Osmosis.Testing.Host;

const int Failed = 1;
const int WrongUsage = 2;
if (args.Length < 3)
{
    Console.Error.WriteLine(
        $"three arguments are needed: the image, its assembly, and need.sh; there are {args.Length}");
    return WrongUsage;
}

(string image, string assembly, string need, string[] options) = (args[0], args[1], args[2], args[3..]);

TestList list;
Places places;
try
{
    list = TestList.Read(image, assembly);
    places = new Places(list);
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine(exception.Message);
    return WrongUsage;
}

if (NeededTools.Needs(options) && await NeededTools.MissingAsync(need) is { } missing)
{
    Console.Error.WriteLine(missing);
    return Failed;
}

ITestApplicationBuilder builder = await TestApplication.CreateBuilderAsync(options);
builder.CommandLine.AddProvider(() => new FilterOption());
builder.AddTreeNodeFilterService(new FilterOption());
builder.RegisterTestFramework(
    _ => new TestFrameworkCapabilities(),
    (_, services) => new KernelTestFramework(list, places, FilterOption.Of(services.GetCommandLineOptions())));
using ITestApplication application = await builder.BuildAsync();
return await application.RunAsync();
