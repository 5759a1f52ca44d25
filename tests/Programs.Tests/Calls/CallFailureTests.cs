using System.Text;
using Osmosis.Programs.Calls;
using Osmosis.Programs.Delivery;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Tests.Archives;
using Osmosis.Programs.Tests.Elf;
using Osmosis.Programs.Tests.Processes;

namespace Osmosis.Programs.Tests.Calls;

/// <summary>
/// Every call that takes frames or records, with its 1st, 2nd, 3rd … request refused. The program gets an error,
/// nothing that it could see has changed, and the same call succeeds afterwards. When all is over, nothing is left.
/// </summary>
public class CallFailureTests
{
    private const uint Text = 0x1000_0000;
    private const uint SecondText = Text + 0x100;
    private const uint Vector = Text + 0x200;
    private const uint DynamicText = Text + 0x300;
    private const uint Data = Text + 0x1000;
    private const uint BreakStart = 0x0900_0000;
    private const uint MapAnonymous = 0x22;
    private const uint NewDescriptor = 700;

    private static readonly Dictionary<string, (Errno[] Refused, CallNumber Number, uint[] Arguments)> _calls = new()
    {
        ["fork"] = ([Errno.EAGAIN, Errno.ENOMEM], CallNumber.Fork, []),
        ["execve"] = ([Errno.ENOMEM, Errno.EIO], CallNumber.Execute, [Text, Vector, Vector]),
        ["execve of a dynamic program"] =
            ([Errno.ENOMEM, Errno.EIO], CallNumber.Execute, [DynamicText, Vector, Vector]),
        ["open"] = ([Errno.ENFILE, Errno.EMFILE], CallNumber.Open, [SecondText, 0, 0]),
        ["open with O_CREAT"] = ([Errno.ENFILE, Errno.ENOSPC], CallNumber.Open, [Data, 0x42, 0x1FF]),
        ["mkdir"] = ([Errno.ENOSPC], CallNumber.MakeFolder, [Data, 0x1FF]),
        ["write to a file"] = ([Errno.ENOSPC], CallNumber.Write, [0, Data, 0x1000]),
        ["write to a pipe"] = ([Errno.ENOMEM], CallNumber.Write, [2, Data, 0x1000]),
        ["pipe"] = ([Errno.ENFILE, Errno.EMFILE], CallNumber.Pipe, [Data]),
        ["dup2"] = ([Errno.EMFILE, Errno.ENOMEM], CallNumber.DuplicateTo, [0, NewDescriptor]),
        ["mmap"] = ([Errno.ENOMEM], CallNumber.Map, [0, 0x5000, 3, MapAnonymous, uint.MaxValue, 0]),
        ["munmap in the middle"] = ([Errno.ENOMEM], CallNumber.Unmap, [Data + 0x1000, 0x1000]),
        ["mprotect in the middle"] = ([Errno.ENOMEM], CallNumber.Protect, [Data + 0x1000, 0x1000, 1]),
        ["brk"] = ([Errno.None], CallNumber.Break, [BreakStart + 0x2000]),
    };

    public static TheoryData<string> Names => [.. _calls.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_request_for_a_frame_or_for_records_is_refused_once(string name)
    {
        int refusals = 0;
        for (uint more = 0; more < 6; more++)
        {
            refusals += CountRefusals(name, more, isFrame: false) + CountRefusals(name, more, isFrame: true);
        }

        Assert.NotEqual(0, refusals);
    }

    private static int CountRefusals(string name, uint more, bool isFrame)
    {
        int refusals = 0;
        while (IsRefused(name, more, (uint)refusals + 1, isFrame))
        {
            refusals++;
        }

        return refusals;
    }

    /// <param name="name">The call.</param>
    /// <param name="more">Records of each kind that are taken before: how many are free depends on it.</param>
    /// <param name="nth">Which request is refused, with all later ones.</param>
    /// <param name="isFrame">A request for a frame, or for records.</param>
    private static bool IsRefused(string name, uint more, uint nth, bool isFrame)
    {
        (ProgramWorld world, uint thread) = Prepare(more);
        string before = Digest(world, thread);
        if (isFrame)
        {
            world.Spaces.Frames.FailFrom(nth);
        }
        else
        {
            world.Spaces.FailExtension(nth);
        }

        (Errno[] refused, CallNumber number, uint[] arguments) = _calls[name];
        world.Call(thread, (uint)number, out uint result, arguments);
        world.Spaces.Frames.FailNever();
        world.Spaces.FailExtension(0);
        Check(world);
        bool isRefused = (int)result is < 0 and > -4096 || (number == CallNumber.Break && result != arguments[0]);
        if (isRefused)
        {
            Errno error = number == CallNumber.Break ? Errno.None : (Errno)(-(int)result);
            Assert.True(refused.Contains(error), $"{name}: {error}");
            Assert.Equal(before, Digest(world, thread));
            world.Call(thread, (uint)number, out result, arguments);
            Assert.True((int)result is >= 0 or <= -4096, $"{name}: {(Errno)(-(int)result)}, with nothing refused");
            Check(world);
        }

        EndAll(world);
        return isRefused;
    }

    /// <summary>
    /// A process with a program's file in the root, three open files (a file, and a pipe's ends), and written pages.
    /// </summary>
    private static (ProgramWorld World, uint Thread) Prepare(uint more)
    {
        ProgramWorld world = new(recordStep: 1);
        byte[] program = ElfBytes.Make(
            2, 0x3000, ElfBytes.Load(0, 0x0804_8000, 0x1800, 0x1800),
            ElfBytes.Load(0x1800, 0x0804_A800, 0x800, 0x4000, flags: 6));
        byte[] dynamic = ElfBytes.Make(3, 0x1000, ElfBytes.Load(0, 0, 0x1000, 0x1000), ElfBytes.Interpreter(0x800, 9));
        "/program\0"u8.CopyTo(dynamic.AsSpan(0x800));
        byte[] archive = ArchiveBytes.Make(
            (0x81ED, "program", program), (0x81A4, "file", [1, 2, 3]), (0x81ED, "dynamic", dynamic));
        world.Spaces.SourceFile = archive;
        Assert.Equal(3u, world.System.Files.Unpack(new ByteFile(archive)).Entries);
        uint thread = world.Start();
        for (uint i = 0; i < more; i++)
        {
            uint place = Text + 0x100_0000 + (i * 0x2000);
            Done(world, thread, CallNumber.Map, place, 0x1000, 3, 0x32, uint.MaxValue, 0);
        }

        ref Space space = ref world.System.Spaces[SpaceOf(world, thread)];
        space.BreakStart = BreakStart >> MemoryLayout.PageShift;
        space.Break = BreakStart;
        Done(world, thread, CallNumber.Map, Text, 0x6000, 3, 0x32, uint.MaxValue, 0);
        Put(world, thread, Text, "/program\0"u8);
        Put(world, thread, SecondText, "/file\0"u8);
        Put(world, thread, DynamicText, "/dynamic\0"u8);
        Put(world, thread, Vector, [.. BitConverter.GetBytes(Text), .. new byte[4]]);
        Put(world, thread, Data, Encoding.Latin1.GetBytes("/" + new string('n', 100) + '\0'));
        Put(world, thread, Data + 0x2000, [1]);
        Assert.Equal(0u, Done(world, thread, CallNumber.Open, SecondText, 2, 0));
        Done(world, thread, CallNumber.Pipe, Data + 0x1000);
        for (uint i = 0; i < more; i++)
        {
            Done(world, thread, CallNumber.Open, SecondText, 2, 0);
        }

        // mmap has left records of regions free: splits take them.
        for (uint i = 0; i < more % 3; i++)
        {
            Done(world, thread, CallNumber.Protect, Text + 0x5000 - (i * 0x1000), 0x1000, 1 - i);
        }

        return (world, thread);
    }

    private static uint Done(ProgramWorld world, uint thread, CallNumber number, params uint[] arguments)
    {
        world.Call(thread, (uint)number, out uint result, arguments);
        Assert.True((int)result is >= 0 or <= -4096, $"{number}: {(Errno)(-(int)result)}");
        return result;
    }

    private static void Put(ProgramWorld world, uint thread, uint address, ReadOnlySpan<byte> bytes) => Assert.Equal(
        SpaceError.None,
        world.System.Spaces.CopyOut(SpaceOf(world, thread), new VirtualAddress(address), bytes, out _));

    private static uint SpaceOf(ProgramWorld world, uint thread) =>
        world.System.Processes[world.System.Processes.Thread(thread).Process].Space;

    /// <summary>All that programs could see, and which records are taken.</summary>
    private static string Digest(ProgramWorld world, uint thread)
    {
        ref Personality<TestProgramMachine> system = ref world.System;
        ref Process process = ref system.Processes[system.Processes.Thread(thread).Process];
        StringBuilder digest = new();
        digest.Append($"{system.Files.Records} records, {system.Spaces.Objects.Pool.Taken} objects, ");
        digest.Append($"{system.Spaces.Count} spaces, {system.Processes.Count} processes");
        foreach (Node node in world.Nodes.Where(node => node.Links + node.Holds != 0))
        {
            digest.Append($"; {node.Mode} {node.Links} {node.Holds} {node.Modified} {node.Pipe.Count}");
            digest.Append($" {(node.IsFile ? system.Spaces.Objects[node.Contents].Length : 0)}");
        }

        for (uint descriptor = 0; descriptor < NewDescriptor + 10; descriptor++)
        {
            digest.Append($" {system.Files.Find(in process.Descriptors, descriptor).Value}");
        }

        for (uint region = system.Spaces.Regions.FindFrom(system.Spaces[process.Space].Root, 0);
            region != 0;
            region = system.Spaces.Regions.FindFrom(system.Spaces[process.Space].Root,
                system.Spaces.Regions[region].End))
        {
            ref Region shown = ref system.Spaces.Regions[region];
            digest.Append($"; {shown.First:x} {shown.Pages} {shown.Rights} {shown.Object} {shown.Offset}");
        }

        byte[] data = new byte[0x3000];
        Assert.Equal(SpaceError.None, system.Spaces.CopyIn(process.Space, new VirtualAddress(Text), data, out _));
        digest.Append(Convert.ToHexString(data));
        return digest.Append($" {process.Executable.Value} {system.Spaces[process.Space].Break}").ToString();
    }

    private static void Check(ProgramWorld world)
    {
        world.Spaces.Processor.RefuseAnythingStale();
        SpaceFault fault = world.System.Spaces.Check(out uint where, out uint page);
        Assert.True(fault == SpaceFault.None, $"{fault}: {where}, page 0x{page:x}");
    }

    // Every process ends, every name goes: then each record and each frame that a program had is free.
    private static void EndAll(ProgramWorld world)
    {
        ref Personality<TestProgramMachine> system = ref world.System;
        for (uint i = 1; i < system.Processes.End; i++)
        {
            if (system.Processes[i].Id != 0 && !system.Processes[i].IsZombie)
            {
                system.End(system.Processes[i].Thread, 0u);
            }
        }

        Check(world);
        Assert.Equal(0u, system.Spaces.Count);
        Assert.Equal(0u, system.Files.Opened.Taken);
    }
}
