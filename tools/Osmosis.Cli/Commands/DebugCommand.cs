// ./osmosis debug: the kernel in QEMU, stopped, with gdb attached.
using System.CommandLine;
using System.Runtime.InteropServices;
using Osmosis.Cli.Building;
using Osmosis.Cli.Debugging;
using Osmosis.Cli.Setup;
using Osmosis.Emulators;

namespace Osmosis.Cli.Commands;

internal static class DebugCommand
{
    public const string Name = "debug";

    public static Command Create(Repository repository)
    {
        Argument<string[]> words = new("words")
        {
            Description = "Words of the boot command line, such as heap=plain.",
            Arity = ArgumentArity.ZeroOrMore
        };
        Option<bool> reverse = new("--reverse")
        {
            Description =
                "Record a boot and what --type types, and debug that run: gdb can step it backwards too."
        };
        Option<string[]> type = new("--type")
        {
            Description = "A shell command to type once the prompt is there; give it again for another.",
            HelpName = "command"
        };
        Option<string[]> execute = new("--execute",
            "-x")
        { Description = "A command for gdb; after the last one given gdb ends.", HelpName = "command" };
        Option<bool> serve =
            new("--serve") { Description = "Start no gdb, but wait for an editor's at artifacts/debugger." };
        MachineOptions machine = new();
        Command command = new(Name,
            "Boots the kernel under gdb: C# source, breakpoints by file and line, backtraces, variables.")
        {
            words, reverse, type, execute, serve,
        };
        machine.AddHardwareTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            await Preparation.EnsureAsync(Purpose.Debug, cancel);
            await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            string[] given = parsed.GetValue(words) ?? [];
            QemuOptions options = machine.Read(parsed, repository) with
            {
                BootCommandLine = given.Length > 0
                ? string.Join(' ', given) : null,
                WaitForDebugger = true
            };
            DebugSession session = new(repository, options, parsed.GetValue(type) ?? [],
                parsed.GetValue(execute) ?? []);

            // gdb owns the terminal, and Ctrl-C.
            using PosixSignalRegistration interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT,
                context => context.Cancel = !parsed.GetValue(serve));
            return await session.RunAsync(parsed.GetValue(reverse), parsed.GetValue(serve), cancel);
        });
        return command;
    }
}
