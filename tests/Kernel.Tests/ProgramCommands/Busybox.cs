// Debian's busybox for the i386, in our machine and on the build machine.
using System.Diagnostics;
using Osmosis.Kernel.Tests.Command;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.ProgramCommands;

/// <summary>Got as <c>./osmosis sh</c> gets it.</summary>
public sealed class Busybox : IAsyncLifetime
{
    public string Path
    {
        get;
    } = System.IO.Path.Combine(Checkout.Root, "artifacts", "busybox", "unpacked", "bin", "busybox");

    public async ValueTask InitializeAsync()
    {
        OsmosisCommand sh = await OsmosisCommand.RunAsync(Checkout.Root, ["sh"], "exit 3\n");
        Assert.True(sh.Status == 3, string.Join('\n', sh.Error));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs it by <c>./osmosis program</c>.</summary>
    internal Task<ProgramOutput> RunAsync(byte[] input, params string[] arguments) =>
        ProgramOutput.OfAsync(System.IO.Path.Combine(Checkout.Root, "osmosis"), ["program", Path, .. arguments], input);

    /// <summary>Runs it on the build machine; where Linux doesn't run it, QEMU translates it.</summary>
    internal Task<ProgramOutput> RunOnLinuxAsync(byte[] input, params string[] arguments) =>
        ProgramOutput.OfAsync("qemu-i386", [Path, .. arguments], input);
}

/// <summary>What a program did.</summary>
internal sealed record ProgramOutput(int Status, byte[] Output, byte[] Error)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Output);

    public string ErrorText => System.Text.Encoding.UTF8.GetString(Error);

    public static async Task<ProgramOutput> OfAsync(string program, string[] arguments, byte[] input)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Checkout.TestedVariable] = Checkout.Tested;
        start.Environment["PATH"] += ":/bin";
        using Process process = Process.Start(start)!;
        Task<byte[]> output = ReadAsync(process.StandardOutput.BaseStream);
        Task<byte[]> error = ReadAsync(process.StandardError.BaseStream);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading all.
        }

        using CancellationTokenSource stop = new(TimeLimit.LongestCommand);
        await process.WaitForExitAsync(stop.Token);
        return new ProgramOutput(process.ExitCode, await output, await error);
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using MemoryStream all = new();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }
}
