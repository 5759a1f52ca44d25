namespace Osmosis.Cli;

internal static class DotnetHost
{
    /// <summary>The .NET that runs this, which need not be on the search path.</summary>
    public static string Find()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string host = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "dotnet"));
        return File.Exists(host) ? host : "dotnet";
    }
}
