using Osmosis.Programs.Calls;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Starting;
using Osmosis.Programs.Tests.Elf;
using Osmosis.Programs.Tests.Files;
using Osmosis.Programs.Tests.Processes;

namespace Osmosis.Programs.Tests.Starting;

/// <summary>A dynamically linked program: its interpreter lies beside it, and runs first (U1).</summary>
public class InterpreterTests
{
    private const uint Memory = 0x1000_0000;
    private const string Name = "/lib/ld-linux.so.2";
    private const uint Executable = 0x1ED;

    private readonly ProgramWorld _world = new();
    private readonly uint _thread;

    public InterpreterTests()
    {
        _thread = _world.Start();
        _world.Call(_thread, (uint)CallNumber.Map, out _, Memory, 0x4000, 3, 0x32, uint.MaxValue, 0);
        Assert.Equal(Errno.None, Files.MakeFolder(Files.Root, "lib"u8, Executable));
        Make("/program", Program(3, 0), Executable);
    }

    private ref FileSystem<TestProgramMachine> Files => ref _world.System.Files;

    private ref Osmosis.Programs.Processes.Process Process =>
        ref _world.System.Processes[_world.System.Processes.Thread(_thread).Process];

    [Theory]
    [InlineData((ushort)3)]
    [InlineData((ushort)2)]
    public void It_is_mapped_where_there_is_room_and_started(ushort type)
    {
        Make(Name, Interpreter(), Executable);
        Make("/fixed", Program(type, type == 2 ? 0x0804_8000u : 0), Executable);
        Assert.Equal(Errno.None, Execute("/fixed"));
        IReadOnlyDictionary<uint, uint> told = StartedStack.Read(_world, _thread).Auxiliary;
        uint bias = told[(uint)AuxiliaryKey.InterpreterBase];
        uint start = type == 2 ? 0x0804_8000u : MemoryLayout.ProgramStart;
        Assert.Equal(start + 0x34, told[(uint)AuxiliaryKey.ProgramHeaders]);
        Assert.Equal(2u, told[(uint)AuxiliaryKey.ProgramHeaderCount]);
        Assert.Equal(start, told[(uint)AuxiliaryKey.Entry]);
        Assert.Equal(bias + 0x10, _world.System.Processes.Thread(_thread).Registers.Eip);

        // It lies right below the place of stacks, all of it, with its zeros; and the break is the program's.
        Assert.Equal(SpaceLayout.PlacementEnd << 12, bias + 0x4000);
        Assert.Equal(Word(Interpreter(), 0x20), _world.WordOf(_thread, bias + 0x20));
        Assert.Equal(0u, _world.WordOf(_thread, bias + 0x3FFC));
        Assert.Equal((start >> 12) + 2, _world.System.Spaces[Process.Space].BreakStart);
        Assert.Equal(SpaceFault.None, _world.System.Spaces.Check(out _, out _));
    }

    [Fact]
    public void What_is_wrong_with_it_is_told_and_nothing_has_changed()
    {
        uint space = Process.Space, spaces = _world.System.Spaces.Count;
        Assert.Equal(Errno.ENOENT, Execute("/program"));
        Assert.Equal(Name, System.Text.Encoding.Latin1.GetString(_world.System.MissingInterpreter));
        Make(Name, Interpreter(), 0x1A4);
        Assert.Equal(Errno.EACCES, Execute("/program"));
        Assert.Equal(Errno.None, Files.Unlink(Files.Root, FileWorld.Bytes(Name)));
        Make(Name, FileWorld.Bytes("no program" + new string(' ', 100)), Executable);
        Assert.Equal(Errno.ELIBBAD, Execute("/program"));
        Assert.Equal(Errno.None, Files.Unlink(Files.Root, FileWorld.Bytes(Name)));

        // One that must lie where the program does.
        Make(Name, ElfBytes.Make(2, 0x1000, ElfBytes.Load(0, MemoryLayout.ProgramStart, 0x1000, 0x1000)), Executable);
        Assert.Equal(Errno.ENOMEM, Execute("/program"));
        Assert.Equal((space, spaces), (Process.Space, _world.System.Spaces.Count));
        Assert.Equal(SpaceFault.None, _world.System.Spaces.Check(out _, out _));
    }

    private static byte[] Program(ushort type, uint address)
    {
        byte[] file = ElfBytes.Make(type, 0x1000, ElfBytes.Load(0, address, 0x1000, 0x1800),
            ElfBytes.Interpreter(0x800, (uint)Name.Length + 1));
        FileWorld.Bytes(Name + '\0').CopyTo(file, 0x800);
        return file;
    }

    private static byte[] Interpreter()
    {
        byte[] file = ElfBytes.Make(3, 0x2000, ElfBytes.Load(0, 0, 0x1000, 0x1000),
            ElfBytes.Load(0x1000, 0x2000, 0x1000, 0x2000, flags: 6));
        ElfBytes.Set32(file, 24, 0x10);
        return file;
    }

    private static uint Word(byte[] file, int at) => ElfBytes.Get32(file, at);

    private void Make(string path, byte[] content, uint rights)
    {
        Assert.Equal(Errno.None, Files.Open(Files.Root, FileWorld.Bytes(path),
            OpenFlags.Create | OpenFlags.WriteOnly, rights, out var opened));
        Assert.Equal((uint)content.Length, Files.Write(opened, content).Value);
        Files.Close(opened);
    }

    private Errno Execute(string path)
    {
        Assert.Equal(SpaceError.None, _world.System.Spaces.CopyOut(
            Process.Space, new VirtualAddress(Memory), FileWorld.Bytes(path + '\0'), out _));
        NextStep next = _world.Call(_thread, (uint)CallNumber.Execute, out uint result, Memory, 0, 0);
        return next == NextStep.Reload ? Errno.None : (Errno)(-(int)result);
    }
}
