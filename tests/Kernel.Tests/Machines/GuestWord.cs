namespace Osmosis.Kernel.Tests.Machines;

/// <summary>A word of memory as the shell's <c>peek</c> sees it.</summary>
internal static class GuestWord
{
    public static async Task<uint> PeekAsync(KernelConsole console, uint address)
    {
        string line = Assert.Single(await console.RunAsync($"peek 0x{address:x}"));
        return Convert.ToUInt32(line[(line.IndexOf("0x", 12, StringComparison.Ordinal) + 2)..].Split(' ')[0], 16);
    }
}
