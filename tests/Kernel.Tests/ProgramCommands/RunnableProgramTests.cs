// What is no program for the i386, or has no interpreter, is refused before anything is booted, and told what it is.
using System.Text;
using Osmosis.Cli.Programs;
using Osmosis.Kernel.Tests.Command;

namespace Osmosis.Kernel.Tests.ProgramCommands;

public sealed class RunnableProgramTests
{
    private const int ClassOffset = 4;
    private const int TypeOffset = 16;
    private const int MachineOffset = 18;

    private static readonly string s_program = Path.Combine(Checkout.Root, "artifacts", "programs", "hello");

    [Fact]
    public void A_program_is_one() => Assert.Null(RunnableProgram.WhatElse(File.ReadAllBytes(s_program)));

    [Fact]
    public void Each_other_file_is_told_what_it_is()
    {
        Assert.Equal("no ELF file", RunnableProgram.WhatElse("hello"u8));
        Assert.Equal("no ELF file", RunnableProgram.WhatElse([]));
        Assert.Equal("no ELF file", RunnableProgram.WhatElse(File.ReadAllBytes(s_program).AsSpan(0, 51)));
        Assert.Equal("a script", RunnableProgram.WhatElse("#!/bin/sh\n"u8));
        Assert.Equal("a 64-bit program", Changed(ClassOffset, 2));
        Assert.Equal("a program for another processor", Changed(MachineOffset, 40));
        Assert.Equal("an object file", Changed(TypeOffset, 1));
        Assert.Null(Changed(TypeOffset, 3));
    }

    [Fact]
    public void A_dynamic_program_needs_its_interpreter_among_the_files()
    {
        byte[] file = File.ReadAllBytes(s_program);
        Assert.Null(RunnableProgram.InterpreterOf(file));

        // The first program header becomes one of an interpreter, whose name lies at the file's end.
        byte[] name = Encoding.UTF8.GetBytes("/lib/ld-linux.so.2\0");
        BitConverter.GetBytes(3).CopyTo(file, 52);
        BitConverter.GetBytes(file.Length).CopyTo(file, 56);
        BitConverter.GetBytes(name.Length).CopyTo(file, 68);
        file = [.. file, .. name];
        Assert.Equal("/lib/ld-linux.so.2", RunnableProgram.InterpreterOf(file));
        using TemporaryFolder folder = TemporaryFolder.Create();
        File.WriteAllBytes(folder.In("dynamic"), file);
        Exception refused = Assert.ThrowsAny<Exception>(() => RunnableProgram.Read(folder.In("dynamic"), []));
        Assert.Contains("needs /lib/ld-linux.so.2, which is not among the files (--files)", refused.Message,
            StringComparison.Ordinal);
        Assert.Equal(file,
            RunnableProgram.Read(folder.In("dynamic"), [ArchiveEntry.File("usr/lib/ld-linux.so.2", 0x1ED, 0, [])]));
    }

    // Whatever the numbers are, an answer comes.
    [Fact]
    public void No_spoilt_file_breaks_the_reader()
    {
        byte[] file = File.ReadAllBytes(s_program);
        Random random = new(1);
        for (int i = 0; i < 100_000; i++)
        {
            byte[] spoilt = file[..random.Next(40, 200)];
            spoilt[random.Next(16, Math.Min(60, spoilt.Length))] = (byte)random.Next(256);
            if (RunnableProgram.WhatElse(spoilt) is null)
            {
                _ = RunnableProgram.InterpreterOf(spoilt);
            }
        }
    }

    [Theory]
    [InlineData("/bin/true", "is a 64-bit program, not a program for the i386: gcc -m32 -static makes one")]
    [InlineData("/etc/passwd", "is no ELF file")]
    [InlineData("/nowhere", "cannot read /nowhere")]
    [InlineData("/etc", "cannot read /etc")]
    public async Task The_command_says_so_in_a_line(string path, string says)
    {
        OsmosisCommand program = await OsmosisCommand.RunAsync(Checkout.Root, ["program", path, "--help"]);
        Assert.Equal(1, program.Status);
        Assert.Contains(says, Assert.Single(program.Error), StringComparison.Ordinal);
        Assert.Empty(program.Output);
    }

    private static string? Changed(int at, byte value)
    {
        byte[] file = File.ReadAllBytes(s_program);
        file[at] = value;
        return RunnableProgram.WhatElse(file);
    }
}
