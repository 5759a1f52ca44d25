// A sample's README: its commands and what they print.
using System.Diagnostics;
using Osmosis.Kernel.Tests.Command;

namespace Osmosis.Kernel.Tests.Samples;

internal static class Tutorial
{
    /// <summary>Runs a program to its end, which must be a success.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public static async Task<string> RunAsync(string program, string[] arguments, string folder)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            Environment = { [OsmosisCommand.RunAnalyzers] = "false" },
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
        return output;
    }

    /// <summary>The text between each line that opens a block and the next line that closes one.</summary>
    public static string[] Blocks(string document, string opening)
    {
        List<string> blocks = [];
        string[] parts = document.Split("```");
        for (int i = 1; i < parts.Length; i += 2)
        {
            string block = "```" + parts[i];
            if (block.StartsWith(opening, StringComparison.Ordinal))
            {
                blocks.Add(block[opening.Length..]);
            }
        }

        return [.. blocks];
    }
}
