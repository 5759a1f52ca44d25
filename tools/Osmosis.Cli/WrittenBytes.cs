// What a command says of what it wrote.
using System.Globalization;

namespace Osmosis.Cli;

internal static class WrittenBytes
{
    /// <summary>Prints a line, such as "artifacts/osmosis.iso: 2,189,312 bytes".</summary>
    public static void Print(string path, long bytes) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {bytes:n0} bytes"));
}
