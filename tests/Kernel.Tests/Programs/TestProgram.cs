// A program for the tests, assembled or compiled from a file beside this one.
using System.Diagnostics;

namespace Osmosis.Kernel.Tests.Programs;

internal static class TestProgram
{
    /// <summary>Assembles and links <c>NAME.asm</c> into a folder; returns the program's path.</summary>
    public static async Task<string> BuildAsync(string name, TemporaryFolder folder)
    {
        string sources = Path.Combine(Checkout.Sources, "tests", "Kernel.Tests", "Programs");
        string compiled = folder.In($"{name}.o");
        await RunAsync("nasm",
            ["-f", "elf32", "-i", sources + "/", "-o", compiled, Path.Combine(sources, $"{name}.asm")]);
        await RunAsync("ld", ["-m", "elf_i386", "-z", "noexecstack", "-o", folder.In(name), compiled]);
        return folder.In(name);
    }

    /// <summary>Compiles <c>NAME.c</c>, which uses no library, into a folder; returns the program's path.</summary>
    public static async Task<string> CompileAsync(string name, TemporaryFolder folder)
    {
        string source = Path.Combine(Checkout.Sources, "tests", "Kernel.Tests", "Programs", $"{name}.c");
        await RunAsync("gcc",
        [
            "-m32", "-O1", "-Wall", "-Wno-unused-function", "-static", "-nostdlib", "-ffreestanding", "-fno-pie",
            "-no-pie",
            "-fno-stack-protector", "-fno-omit-frame-pointer", "-mstackrealign", "-o", folder.In(name), source,
        ]);
        return folder.In(name);
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        using Process process =
            Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
    }
}
