// Boot information that no boot loader at hand gives: long memory maps, and what stops boot before anything else.
using System.Buffers.Binary;
using System.Text;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Boot;

public sealed class MadeUpInformationTests
{
    private const uint MiB = 1 << 20;

    // In a machine of 128 MiB; what is made up lies above the map's first entry, and is not called usable.
    private const uint Structure = 100 * MiB;
    private const uint Texts = Structure + 0x1000;
    private const uint Modules = Structure + 0x2000;
    private const uint Map = Structure + 0x10000;
    private const int StructureBytes = 116;
    private const int EntryBytes = 24;
    private const int ModuleBytes = 16;
    private const uint FirstUsableEnd = 32 * MiB;
    private const int ChunkBytes = 1024;

    private static readonly TimeSpan _patience = TimeLimit.Patience;

    [Theory]
    [InlineData(312, 0x2000u)]
    [InlineData(312, 0x1000u)]
    [InlineData(1024, 0x2000u)]
    [InlineData(1024, 0x1000u)]
    public async Task A_long_memory_map_is_accepted(int entries, uint distance)
    {
        await using QemuMachine machine = await StartAsync(MapOf(entries, distance), modules: 0, "");
        KernelConsole console = new(machine) { Timeout = _patience };
        await console.WaitForPromptAsync();
        bool areAdjoining = distance == 0x1000;
        Assert.Equal(areAdjoining ? 1ul : (ulong)entries, new Rows(await console.RunAsync("memmap")).Number("regions"));
        ulong frames = (FirstUsableEnd >> 12) + (ulong)entries - 1;
        Assert.Equal(frames, new Rows(await console.RunAsync("mem")).Number("total frames"));
        Assert.StartsWith("alloc_test: passed", Assert.Single(await console.RunAsync("alloc_test")),
            StringComparison.Ordinal);
        Assert.All(await console.RunAsync("check"),
            line => Assert.EndsWith(": passed", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_many_regions_are_a_message_and_panic_exit_is_obeyed()
    {
        await using QemuMachine machine = await StartAsync(MapOf(2048, 0x2000), modules: 0, "panic=exit");
        await AssertExitAsync(machine, "its memory map has more than 2047 separate regions");
    }

    [Fact]
    public async Task Too_many_scattered_modules_are_a_message_and_panic_exit_is_obeyed()
    {
        await using QemuMachine machine = await StartAsync(MapOf(1, 0x1000), modules: 70, "panic=exit");
        await AssertExitAsync(machine, "it has too many modules, or too scattered ones");
    }

    // The first entry has all that the kernel needs. The others are of a frame each.
    private static (ulong Start, ulong Bytes)[] MapOf(int entries, uint distance) =>
        [(0, FirstUsableEnd),
            .. Enumerable.Range(0, entries - 1)
                .Select(i => (FirstUsableEnd + (distance - 0x1000) + ((ulong)i * distance), 0x1000ul))];

    private static async Task<QemuMachine> StartAsync((ulong Start, ulong Bytes)[] map, int modules, string commandLine)
    {
        QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, WaitForDebugger = true });
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        await debugger.RunToAsync(KernelImage.Load(Checkout.Image).Entry);
        await WriteAsync(debugger, Map, [.. map.SelectMany(Entry)]);
        await WriteAsync(debugger, Texts, [.. Encoding.ASCII.GetBytes(commandLine), 0]);
        await WriteAsync(debugger, Modules, [.. Enumerable.Range(0, modules).SelectMany(Module)]);
        await WriteAsync(debugger, Structure, Information((uint)(map.Length * EntryBytes), (uint)modules));
        await debugger.WriteAsync(Register.Ebx, Structure);
        await debugger.DetachAsync();
        return machine;
    }

    // Flags 2, 3 and 6: command line, modules, memory map.
    private static byte[] Information(uint mapBytes, uint modules)
    {
        byte[] structure = new byte[StructureBytes];
        foreach ((int at, uint value) in new[] { (0, 0b100_1100u), (16, Texts), (20, modules), (24, Modules),
            (44, mapBytes), (48, Map) })
        {
            BinaryPrimitives.WriteUInt32LittleEndian(structure.AsSpan(at), value);
        }

        return structure;
    }

    private static byte[] Entry((ulong Start, ulong Bytes) region)
    {
        byte[] entry = new byte[EntryBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, EntryBytes - 4);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(4), region.Start);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(12), region.Bytes);
        entry[20] = 1;
        return entry;
    }

    // A frame each, with a frame between them.
    private static byte[] Module(int index)
    {
        byte[] module = new byte[ModuleBytes];
        uint start = (16 * MiB) + ((uint)index * 0x2000);
        BinaryPrimitives.WriteUInt32LittleEndian(module, start);
        BinaryPrimitives.WriteUInt32LittleEndian(module.AsSpan(4), start + 0x1000);
        return module;
    }

    private static async Task WriteAsync(Debugger debugger, uint address, byte[] bytes)
    {
        for (int at = 0; at < bytes.Length; at += ChunkBytes)
        {
            await debugger.WriteMemoryAsync(address + (uint)at, bytes[at..Math.Min(at + ChunkBytes, bytes.Length)]);
        }
    }

    private static async Task AssertExitAsync(QemuMachine machine, string message)
    {
        Assert.Equal(MachineEndKind.DebugExit, (await machine.Ended.WaitAsync(_patience)).Kind);
        await new KernelConsole(machine).SettleAsync(TimeSpan.FromMilliseconds(30));
        string line = machine.Serial.Look(transcript => transcript.Lines(0, transcript.Count))
            .Single(line => line.StartsWith(KernelConsole.PanicMark, StringComparison.Ordinal));
        Assert.Contains(message, line, StringComparison.Ordinal);
    }
}
