// Runs the tests of a test image: Osmosis.Testing.Host IMAGE ASSEMBLY, and what programs of Microsoft.Testing.Platform
// take behind these two.
// IMAGE is what boots, ASSEMBLY is what it was compiled from: it has the list of tests.
using Microsoft.Testing.Platform.Builder;
using Microsoft.Testing.Platform.Capabilities.TestFramework;
using Microsoft.Testing.Platform.Helpers;
using Microsoft.Testing.Platform.Services;
using Osmosis.Testing.Host;

const int WrongUsage = 2;
if (args.Length < 2)
{
    Console.Error.WriteLine($"two arguments are needed, the image and its assembly; there are {args.Length}");
    return WrongUsage;
}

TestList list;
Places places;
try
{
    list = TestList.Read(args[0], args[1]);
    places = new Places(list);
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine(exception.Message);
    return WrongUsage;
}

ITestApplicationBuilder builder = await TestApplication.CreateBuilderAsync(args[2..]);
builder.CommandLine.AddProvider(() => new FilterOption());
builder.AddTreeNodeFilterService(new FilterOption());
builder.RegisterTestFramework(
    _ => new TestFrameworkCapabilities(),
    (_, services) => new KernelTestFramework(list, places, FilterOption.Of(services.GetCommandLineOptions())));
using ITestApplication application = await builder.BuildAsync();
return await application.RunAsync();
