// A kernel from the template, in a folder with a blank in its name: built, run, stopped, published.
namespace Osmosis.Kit.Tests.Packages;

[Collection(PackedKitCollection.Name)]
[Slow]
public sealed class KernelTests(PackedKit kit)
{
    private const int Interrupted = 130;

    // What a shell script needs that builds or boots a kernel, without the tools that the kit asks for.
    private static readonly string[] s_plainPrograms = ["sh", "dotnet", "dirname", "basename", "mktemp", "rm", "grep"];

    [Fact]
    public async Task It_boots_answers_and_passes_its_status_on()
    {
        Typed run = await kit.TalkAsync(kit.Kernel,
            [("> ", "frob\n"), ("> ", "peek b8000\n"), ("> ", "fail 2\n"), ("> ", "exit 7\n")],
            "dotnet", "run", "--no-build");
        Assert.True(run.Status == 7, run.All);
        // The screen's first two cells, light grey on black: "He".
        Assert.Equal(
            [
                "Hello from C# on bare metal. `help` lists the commands.", "> frob",
                "frob: no such command; `help` lists them", "> peek b8000", "07650748", "> fail 2", "00000005",
                "> exit 7",
            ],
            run.Output.TrimEnd().Split('\n').Select(line => line.TrimEnd('\r')));
        Assert.Equal("", run.Errors);
    }

    [Fact]
    public async Task Switched_off_it_ends_with_status_0()
    {
        Typed run = await kit.TalkAsync(kit.Kernel, [("> ", "exit\n")], "dotnet", "run", "--no-build");
        Assert.True(run.Status == 0, run.All);
    }

    [Fact]
    public async Task A_failed_check_says_who_halted_and_Ctrl_C_ends_it()
    {
        // `script` is the terminal, which turns the character into the signal.
        Typed run = await kit.TalkAsync(kit.Kernel, [("> ", "fail 3\r"), ("before address 0x", "\u0003")],
            Terminal.Words("exec dotnet run --no-build"));
        Assert.True(run.Status == Interrupted, run.All);
        Assert.Contains("kernel halted: a check of the language failed, of kind 0x00000008", run.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_triple_fault_ends_it_with_a_line()
    {
        string folder = Directory.CreateDirectory(Path.Combine(kit.Place, "triple fault")).FullName;
        // Without a descriptor table for interrupts none can be taken, and neither can the fault that says so.
        await File.WriteAllTextAsync(Path.Combine(folder, "kernel.asm"), """
            section .text
            align 4
            dd 0x1BADB002, 0, -0x1BADB002
            global _start
            _start: lidt [none]
            int3
            none: dd 0, 0

            """);
        await kit.SucceedAsync(folder, "nasm", "-f", "elf32", "-o", "kernel.o", "kernel.asm");
        await kit.SucceedAsync(folder, "ld", "-m", "elf_i386", "-Ttext", "0x100000", "-o", "a kernel.elf", "kernel.o");
        Typed boot = await kit.TypeAsync(folder, "sh", kit.BootScript, "a kernel.elf");
        Assert.Equal(1, boot.Status);
        Assert.Equal("error: a fault while a fault was reported (a triple fault) ended the machine\n", boot.Errors);
    }

    [Fact]
    public async Task Its_tests_run_inside_it()
    {
        Typed all = await kit.TypeAsync(kit.Kernel, "dotnet", "test", "--no-build");
        Assert.True(all.Status == 0, all.All);
        Assert.Contains("total: 3\n  failed: 0\n  succeeded: 3\n", all.Output, StringComparison.Ordinal);
        Typed some = await kit.TypeAsync(kit.Kernel, "dotnet", "test", "--no-build", "--filter", "Name~refused");
        Assert.True(some.Status == 0, some.All);
        Assert.Contains("total: 1\n", some.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rebuilt_and_published_it_is_an_image_that_boots()
    {
        await kit.SucceedAsync(kit.Kernel, "dotnet", "build", "--no-incremental", "-c", "Release");
        await kit.SucceedAsync(kit.Kernel, "dotnet", "publish");
        string folder = Path.Combine(kit.Kernel, "bin", "Release", "publish");
        Assert.Equal(["my kernel.elf", "my kernel.iso"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Typed boot = await kit.TalkAsync(folder, [("bare metal", ""), ("> ", "exit 5\r")], "qemu-system-i386", "-accel",
            "tcg", "-cdrom", "my kernel.iso", "-display", "none", "-serial", "stdio", "-device",
            "isa-debug-exit,iobase=0xf4,iosize=4");
        // A byte b at that port ends QEMU with status 2b + 1.
        Assert.True(boot.Status == 11, boot.All);

        // Cleaning needs nothing of what a build needs.
        Typed clean = await kit.TypeWithAsync(s_plainPrograms, kit.Kernel, "dotnet", "clean", "-c", "Release");
        Assert.True(clean.Status == 0, clean.All);
        Assert.False(Directory.Exists(Path.Combine(kit.Kernel, "obj", "Release", "native")));
    }

    [Fact]
    public async Task A_missing_emulator_is_named_in_one_line_with_what_brings_it()
    {
        Typed run = await kit.TypeWithAsync(s_plainPrograms, kit.Kernel, "dotnet", "run", "--no-build");
        Assert.Equal(1, run.Status);
        Assert.Equal("", run.Output);
        Assert.StartsWith("error OSM0101: missing: qemu-system-i386.", run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.TrimEnd('\n').Split('\n'));
    }

    // With what comes after the build, so that one command brings everything for what is typed.
    [Theory]
    [InlineData("build", "as, ld, nm, objcopy; to run: qemu-system-i386")]
    [InlineData("publish", "as, ld, nm, objcopy, strip, grub-mkimage, mformat, xorriso")]
    public async Task What_a_build_misses_is_named_in_one_line_with_what_brings_it(string command, string missing)
    {
        File.SetLastWriteTimeUtc(Path.Combine(kit.Kernel, "Program.cs"), DateTime.UtcNow);
        Typed build = await kit.TypeWithAsync(s_plainPrograms, kit.Kernel, "dotnet", command, "my kernel.csproj",
            "-v", "quiet", "-clp:NoSummary", "-tl:off");
        Assert.Equal(1, build.Status);
        string error = Assert.Single(build.Output.Split('\n').Distinct(),
            line => line.Contains("error", StringComparison.Ordinal));
        Assert.Contains($"error OSM0101: missing: {missing}. Type: ", error, StringComparison.Ordinal);
    }
}
