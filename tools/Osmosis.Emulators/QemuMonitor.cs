// QEMU's monitor as a witness: the state of processor and memory, independent of the kernel.
using System.Globalization;
using System.Text.Json.Nodes;

namespace Osmosis.Emulators;

/// <summary>
/// Inspects a machine from outside. Dumps go through files in <paramref name="folder"/>, private to the machine.
/// </summary>
public sealed class QemuMonitor(QmpClient qmp, string folder)
{
    /// <summary>Runs a command of the human monitor and returns its text.</summary>
    public async Task<string> HumanAsync(string command, CancellationToken cancel = default) =>
        (await qmp.ExecuteAsync("human-monitor-command", new JsonObject { ["command-line"] = command }, cancel))
            .GetString()!;

    /// <summary>Stops the processor, so that several questions see the same moment.</summary>
    public Task StopAsync(CancellationToken cancel = default) => qmp.ExecuteAsync("stop", null, cancel);

    public Task ContinueAsync(CancellationToken cancel = default) => qmp.ExecuteAsync("cont", null, cancel);

    public async Task<Registers> RegistersAsync(CancellationToken cancel = default) =>
        Registers.Parse(await HumanAsync("info registers", cancel));

    /// <summary>
    /// The registers of a processor that waits for an interrupt. If an interrupt is being handled, with interrupts off,
    /// this method waits for it, for at most a second; then it returns the current registers.
    /// </summary>
    public async Task<Registers> RestingRegistersAsync(CancellationToken cancel = default)
    {
        Registers registers = await RegistersAsync(cancel);
        for (int tries = 0; tries < 100 && !registers.Halted; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancel);
            registers = await RegistersAsync(cancel);
        }

        return registers;
    }

    /// <summary>Every page that the tables at CR3 map, in order of virtual address.</summary>
    public async Task<IReadOnlyList<PageMapping>> MappingsAsync(CancellationToken cancel = default) =>
        PageMapping.ParseAll(await HumanAsync("info tlb", cancel));

    /// <summary>The physical address behind <paramref name="address"/>, or null where nothing is mapped.</summary>
    public async Task<ulong?> TranslateAsync(uint address, CancellationToken cancel = default)
    {
        string answer = await HumanAsync($"gva2gpa 0x{address:x}", cancel);
        return answer.StartsWith("gpa: 0x", StringComparison.Ordinal)
            ? ulong.Parse(answer.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Reads physical memory.</summary>
    public Task<byte[]> ReadPhysicalAsync(ulong address, int length, CancellationToken cancel = default) =>
        DumpAsync("pmemsave", address, length, cancel);

    /// <summary>Reads memory as the processor sees it now.</summary>
    public Task<byte[]> ReadVirtualAsync(uint address, int length, CancellationToken cancel = default) =>
        DumpAsync("memsave", address, length, cancel);

    /// <summary>
    /// The text on the VGA screen: 25 rows of 80 characters, each cell a character and its colours at 0xB8000.
    /// </summary>
    public async Task<string[]> ScreenTextAsync(CancellationToken cancel = default)
    {
        const int Rows = 25;
        const int Columns = 80;
        byte[] cells = await ReadPhysicalAsync(0xB8000, Rows * Columns * 2, cancel);
        return [.. Enumerable.Range(0, Rows).Select(row =>
            string.Concat(Enumerable.Range(0, Columns).Select(column => (char)cells[(row * Columns + column) * 2]))
                .TrimEnd(' ', '\0'))];
    }

    /// <summary>Takes a picture of the screen as a PNG file.</summary>
    public Task ScreenshotAsync(string path, CancellationToken cancel = default) =>
        qmp.ExecuteAsync("screendump", new JsonObject { ["filename"] = Path.GetFullPath(path), ["format"] = "png" },
            cancel);

    /// <summary>Presses keys together, named as QEMU does: <c>a</c>, <c>shift-a</c>, <c>ret</c>.</summary>
    public async Task PressAsync(string keys, CancellationToken cancel = default)
    {
        string answer = await HumanAsync($"sendkey {keys} 10", cancel);
        if (answer.Length > 0)
        {
            throw new EmulatorException($"sendkey {keys}: {answer.Trim()}");
        }

        // A key is held for 10 ms; the next one pressed before that would overlap it.
        await Task.Delay(15, cancel);
    }

    private async Task<byte[]> DumpAsync(string command, ulong address, int length, CancellationToken cancel)
    {
        string path = Path.Combine(folder, $"dump-{Guid.NewGuid():n}");
        try
        {
            await qmp.ExecuteAsync(command,
                new JsonObject { ["val"] = address, ["size"] = length, ["filename"] = path }, cancel);
            return await File.ReadAllBytesAsync(path, cancel);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
