using System.Text;
using Osmosis.Programs.Calls;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;
using Osmosis.Programs.Tests.Elf;
using Osmosis.Programs.Tests.Files;
using Osmosis.Programs.Tests.Processes;
using Process = Osmosis.Programs.Processes.Process;

namespace Osmosis.Programs.Tests.Starting;

/// <summary>execve: which file is run, what it finds, what is refused, and what of the caller stays.</summary>
public class ExecuteTests
{
    private const uint Memory = 0x1000_0000;
    private const uint Texts = Memory + 0x1000;

    private readonly ProgramWorld _world = new();
    private readonly uint _thread;

    public ExecuteTests()
    {
        _thread = _world.Start();
        _world.Call(_thread, (uint)CallNumber.Map, out uint mapped, Memory, 0x60000, 3, 0x32, uint.MaxValue, 0);
        Assert.Equal(Memory, mapped);
        Make("/usr/bin", null, 0x1ED);
        Make("/usr/bin/printf", ElfBytes.Make(2, 0x1000, ElfBytes.Load(0, 0x0804_8000, 0x1000, 0x1000)), 0x1ED);
    }

    private ref Process Process => ref _world.System.Processes[_world.System.Processes.Thread(_thread).Process];

    /// <summary>
    /// The judge runs the same scripts; printf, which ends each row of them, prints what it is given.
    /// </summary>
    [Theory]
    [InlineData("#!/usr/bin/printf %s\\n")]
    [InlineData("#!/usr/bin/printf %s\\n\n")]
    [InlineData("#! /usr/bin/printf\t %s\\n \t\nmore")]
    [InlineData("#!/usr/bin/printf %s,%s,%s\\n two words \n")]
    [InlineData("#!./b x\n", "#!/usr/bin/printf %s\\n\n")]
    [InlineData("#!./b\n", "#!./c y z\n", "#!/usr/bin/printf %s\\n\n")]
    [InlineData("#!./b\n", "#!./c 3\n", "#!./d 4\n", "#!./e\n", "#!/usr/bin/printf %s\\n\n")]
    [InlineData("#!./b\n", "#!./c\n", "#!./d\n", "#!./e\n", "#!./f\n", "#!/usr/bin/printf %s\\n\n")]
    public void Scripts_are_given_what_Linux_gives_them(params string[] scripts)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/printf"), "the judge is Linux");
        for (int i = 0; i < scripts.Length; i++)
        {
            Make($"/{(char)('a' + i)}", FileWorld.Bytes(scripts[i]), 0x1ED);
        }

        Errno error = Execute("./a", ["name", "1", "2 3"], []);
        string? theirs = ScriptJudge.RunOnLinux(scripts);
        if (theirs is null)
        {
            Assert.Equal(Errno.ELOOP, error);
            return;
        }

        Assert.Equal(Errno.None, error);
        IReadOnlyList<string> given = StartedStack.Read(_world, _thread).Arguments;
        Assert.Equal("/usr/bin/printf", given[0]);
        Assert.Equal(theirs, ScriptJudge.Print(given[1], [.. given.Skip(2)]));
    }

    [Fact]
    public void A_program_without_arguments_has_an_empty_name()
    {
        Assert.Equal(Errno.None, Execute("/usr/bin/printf", [], ["A=1", "B="]));
        StartedStack stack = StartedStack.Read(_world, _thread);
        Assert.Equal([""], stack.Arguments);
        Assert.Equal(["A=1", "B="], stack.Variables);
    }

    [Fact]
    public void What_can_t_be_run_is_refused_and_nothing_has_changed()
    {
        Make("/text", FileWorld.Bytes("echo\n"), 0x1ED);
        Make("/empty", [], 0x1ED);
        Make("/private", FileWorld.Bytes("#!/usr/bin/printf\n"), 0x1A4);
        Make("/lost", FileWorld.Bytes("#!/nowhere\n"), 0x1ED);
        Make("/nameless", FileWorld.Bytes("#! \n"), 0x1ED);
        uint space = Process.Space, regions = _world.System.Spaces[space].Regions;
        Assert.Equal(Errno.ENOENT, Execute("", ["x"], []));
        Assert.Equal(Errno.ENOENT, Execute("/nothing", ["x"], []));
        Assert.Equal(Errno.ENOENT, Execute("/lost", ["x"], []));
        Assert.Equal(Errno.ENOTDIR, Execute("/text/x", ["x"], []));
        Assert.Equal(Errno.EACCES, Execute("/private", ["x"], []));
        Assert.Equal(Errno.EACCES, Execute("/usr", ["x"], []));
        Assert.Equal(Errno.EACCES, Execute("/dev/null", ["x"], []));
        Assert.Equal(Errno.ENOEXEC, Execute("/text", ["x"], []));
        Assert.Equal(Errno.ENOEXEC, Execute("/empty", ["x"], []));
        Assert.Equal(Errno.ENOEXEC, Execute("/nameless", ["x"], []));
        Assert.Equal(Errno.E2BIG, Execute("/usr/bin/printf", [new string('x', 128 << 10)], []));
        Assert.Equal(Errno.ENAMETOOLONG, Execute(new string('x', 5000), ["x"], []));
        Assert.Equal(Errno.EFAULT, Call(0, 0, 0));
        Assert.Equal(Errno.EFAULT, Call(Put("/usr/bin/printf"), 0xC000_0000, 0));
        Assert.Equal(Errno.EFAULT, Call(Put("/usr/bin/printf"), 0, Memory + 0x60000 - 2));
        Assert.Equal((space, regions), (Process.Space, _world.System.Spaces[Process.Space].Regions));
        Assert.Equal(SpaceFault.None, _world.System.Spaces.Check(out _, out _));
    }

    // A page of a file that ends before it: random calls found that the kernel looked for the text's end for ever.
    [Fact]
    public void An_argument_behind_a_file_s_end_is_refused()
    {
        uint opened = Answer(CallNumber.Open, Put("/usr/bin/printf"), 0, 0), shown = Memory + 0x10_0000;
        Assert.Equal(shown, Answer(CallNumber.Map, shown, 0x2000, 1, 0x12, opened, 0));
        Write(Memory, [.. BitConverter.GetBytes(shown + 0x1000), 0, 0, 0, 0]);
        Assert.Equal(Errno.EFAULT, Call(Put("/usr/bin/printf"), Memory, 0));
        Assert.Equal(Errno.EFAULT, Call(Put("/usr/bin/printf"), 0, Memory));
    }

    [Fact]
    public void Descriptors_the_mask_and_what_is_ignored_stay_and_the_rest_is_new()
    {
        ref SignalActions actions = ref Process.Signals.Actions;
        actions[(int)Signal.User1 - 1] = new SignalAction { Handler = 0x1234 };
        actions[(int)Signal.User2 - 1] = new SignalAction { Handler = 1 };
        _world.System.Processes.Thread(_thread).Signals.Block(SignalSet.Of(Signal.Child));
        Assert.Equal(0u, Answer(CallNumber.Open, Put("/usr/bin/printf"), 0, 0));
        Assert.Equal(1u, Answer(CallNumber.Open, Put("/usr/bin/printf"), (uint)OpenFlags.CloseOnExec, 0));
        uint spaces = _world.System.Spaces.Count;
        Assert.Equal(Errno.None, Execute("/usr/bin/printf", ["x"], []));
        Assert.Equal(0u, Process.Signals.Actions[(int)Signal.User1 - 1].Handler);
        Assert.Equal(1u, Process.Signals.Actions[(int)Signal.User2 - 1].Handler);
        Assert.Equal(SignalSet.Of(Signal.Child), _world.System.Processes.Thread(_thread).Signals.Blocked);
        Assert.False(_world.System.Files.Find(in Process.Descriptors, 0).IsNone);
        Assert.True(_world.System.Files.Find(in Process.Descriptors, 1).IsNone);
        Assert.Equal("printf", Encoding.Latin1.GetString(Process.Name.Text));
        Assert.Equal(0u, _world.System.Processes.Thread(_thread).Registers.Ebx);
        Assert.Equal(spaces, _world.System.Spaces.Count);
        Assert.Equal(SpaceFault.None, _world.System.Spaces.Check(out _, out _));
    }

    [Fact]
    public void A_file_is_never_written_while_it_runs()
    {
        uint opened = Answer(CallNumber.Open, Put("/usr/bin/printf"), (uint)OpenFlags.ReadWrite, 0);
        Assert.Equal(0u, opened);
        Assert.Equal(Errno.ETXTBSY, Execute("/usr/bin/printf", ["x"], []));
        Assert.Equal(0u, Answer(CallNumber.Close, opened));
        Assert.Equal(Errno.None, Execute("/usr/bin/printf", ["x"], []));
        Answer(CallNumber.Map, Memory, 0x60000, 3, 0x32, uint.MaxValue, 0);
        uint busy = unchecked(0 - (uint)Errno.ETXTBSY);
        Assert.Equal(busy, Answer(CallNumber.Open, Put("/usr/bin/printf"), (uint)OpenFlags.WriteOnly, 0));
        Assert.Equal(busy, Answer(CallNumber.Open, Put("/usr/bin/printf"), (uint)OpenFlags.Truncate, 0));
        Assert.Equal(busy, Answer(CallNumber.Truncate, Put("/usr/bin/printf"), 0));
        Assert.Equal(0u, Answer(CallNumber.Open, Put("/usr/bin/printf"), 0, 0));
        Assert.Equal(0u, Answer(CallNumber.Unlink, Put("/usr/bin/printf")));
    }

    private void Make(string path, byte[]? content, uint rights)
    {
        ref FileSystem<TestProgramMachine> files = ref _world.System.Files;
        if (content is null)
        {
            Assert.Equal(Errno.None,
                files.MakeFolder(files.Root, FileWorld.Bytes(Path.GetDirectoryName(path)!), rights));
            Assert.Equal(Errno.None, files.MakeFolder(files.Root, FileWorld.Bytes(path), rights));
            return;
        }

        Assert.Equal(
            Errno.None,
            files.Open(files.Root, FileWorld.Bytes(path), OpenFlags.Create | OpenFlags.WriteOnly, rights,
                out Handle opened));
        Assert.Equal((uint)content.Length, files.Write(opened, content).Value);
        files.Close(opened);
    }

    private Errno Execute(string path, string[] arguments, string[] variables)
    {
        byte[] name = [.. FileWorld.Bytes(path + '\0')];
        (byte[] texts, byte[] addresses) = TextVectors.At(Texts + (uint)name.Length, arguments, variables);
        Write(Texts, [.. name, .. texts]);
        Write(Memory, addresses);
        return Call(Texts, Memory, Memory + (((uint)arguments.Length + 1) * sizeof(uint)));
    }

    private Errno Call(uint path, uint arguments, uint variables)
    {
        NextStep next = _world.Call(_thread, (uint)CallNumber.Execute, out uint result, path, arguments, variables);
        Assert.Equal((int)result is < 0 and > -4096, next != NextStep.Reload);
        return next == NextStep.Reload ? Errno.None : (Errno)(-(int)result);
    }

    private uint Answer(CallNumber number, params uint[] arguments)
    {
        _world.Call(_thread, (uint)number, out uint result, arguments);
        return result;
    }

    private uint Put(string text)
    {
        Write(Texts, FileWorld.Bytes(text + '\0'));
        return Texts;
    }

    private void Write(uint address, byte[] bytes) => Assert.Equal(
        SpaceError.None, _world.System.Spaces.CopyOut(Process.Space, new VirtualAddress(address), bytes, out _));
}
