// A QEMU that executes nothing by itself: tests set its memory and registers from outside, query its page walk, and
// make single accesses.
using System.Globalization;
using System.Runtime.InteropServices;

namespace Osmosis.Kernel.Tests.Simulator;

/// <summary>The rights that both of a page's entries give together: `u`, `r`, `w`, as `info mem` prints them.</summary>
public readonly record struct PageRights(bool User, bool Writable);

public sealed class PausedMachine : IAsyncDisposable
{
    // PG, WP, ET (which can't be cleared) and PE.
    private const uint PagingOn = 0x8001_0011;
    private const uint PagingOff = 0x11;
    private const uint LargePages = 0x10;

    // mov ecx, [eax] and add dword [eax], 0, which writes the word unchanged.
    private static readonly byte[] _read = [0x8B, 0x08];
    private static readonly byte[] _write = [0x83, 0x00, 0x00];

    private readonly QemuMachine _machine;
    private readonly Debugger _debugger;

    private PausedMachine(QemuMachine machine, Debugger debugger)
    {
        _machine = machine;
        _debugger = debugger;
    }

    public static async Task<PausedMachine> StartAsync()
    {
        QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, WaitForDebugger = true });
        return new PausedMachine(machine, await Debugger.ConnectAsync(machine));
    }

    /// <summary>Puts the tables in memory and turns paging on, with CR4.PSE as asked.</summary>
    public async Task LoadAsync(RandomTables tables, bool allowLargePages = false)
    {
        await _debugger.WriteAsync(Register.Cr0, PagingOff);
        foreach ((uint frame, uint[] words) in tables.Frames())
        {
            await _debugger.WriteMemoryAsync(frame << 12, MemoryMarshal.AsBytes(words.AsSpan()).ToArray());
        }

        await _debugger.WriteAsync(Register.Cr3, tables.Directory);
        await _debugger.WriteAsync(Register.Cr4, allowLargePages ? LargePages : 0);
        await _debugger.WriteAsync(Register.Cr0, PagingOn);
        Registers registers = await _machine.Monitor.RegistersAsync();
        Assert.Equal((PagingOn, tables.Directory), (registers.Cr0, registers.Cr3));
    }

    /// <summary>
    /// Gives the processor flat segments and its two instructions, so that it can make accesses. Call it before tables
    /// are loaded. After a reset the descriptor table lies at address 0.
    /// </summary>
    public async Task PutInstructionsAsync(uint physical)
    {
        const ulong FlatCode = 0x00CF_9B00_0000_FFFF;
        const ulong FlatData = 0x00CF_9300_0000_FFFF;
        await _debugger.WriteAsync(Register.Cr0, PagingOff);
        await _debugger.WriteMemoryAsync(0,
            MemoryMarshal.AsBytes(new ulong[] { 0, FlatCode, FlatData }.AsSpan()).ToArray());
        await _debugger.WriteAsync(Register.Cs, 8);
        await _debugger.WriteAsync(Register.Ss, 16);
        await _debugger.WriteAsync(Register.Ds, 16);
        await _debugger.WriteMemoryAsync(physical, (byte[])[.. _read, .. _write]);
    }

    /// <summary>
    /// Reads the word at an address, or writes it unchanged, with the instructions at another address.
    /// </summary>
    public async Task AccessAsync(uint address, bool isWrite, uint instructions)
    {
        uint start = isWrite ? instructions + (uint)_read.Length : instructions;
        await _debugger.WriteAsync([(Register.Eax, address), (Register.Eip, start)]);
        RegisterValues after = await _debugger.StepAsync(await _debugger.ReadAllAsync());
        Assert.Equal(start + (uint)(isWrite ? _write : _read).Length, after[Register.Eip]);
    }

    /// <summary>Turns paging off and reads frames.</summary>
    public async Task<Dictionary<uint, uint[]>> FramesAsync(IEnumerable<uint> frames)
    {
        await _debugger.WriteAsync(Register.Cr0, PagingOff);
        Dictionary<uint, uint[]> words = [];
        foreach (uint frame in frames)
        {
            words[frame] = MemoryMarshal.Cast<byte, uint>(await _debugger.ReadPageAsync(frame << 12)).ToArray();
        }

        return words;
    }

    /// <summary>The physical address behind an address; null where nothing is mapped.</summary>
    public async Task<uint?> TranslateAsync(uint address) => (uint?)await _machine.Monitor.TranslateAsync(address);

    /// <summary>Every page, with the flags of its table entry.</summary>
    public Task<IReadOnlyList<PageMapping>> MappingsAsync() => _machine.Monitor.MappingsAsync();

    /// <summary>
    /// The rights of each mapped page. A line is <c>start-end size rights</c>, all hexadecimal, for neighbours with the
    /// same rights.
    /// </summary>
    public async Task<Dictionary<uint, PageRights>> RightsAsync()
    {
        Dictionary<uint, PageRights> rights = [];
        foreach (string line in (await _machine.Monitor.HumanAsync("info mem"))
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split('-', 2);
            string[] rest = parts[1].Split(' ');
            for (ulong page = Number(parts[0]); page < Number(rest[0]); page += 4096)
            {
                rights.Add((uint)page, new PageRights(rest[2][0] == 'u', rest[2][2] == 'w'));
            }
        }

        return rights;
    }

    public async ValueTask DisposeAsync()
    {
        _debugger.Dispose();
        await _machine.DisposeAsync();
    }

    private static ulong Number(string digits) =>
        ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
