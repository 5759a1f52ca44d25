// The options for the machine to boot, shared by the commands that boot one.
using System.CommandLine;
using System.CommandLine.Parsing;
using Osmosis.Emulators;

namespace Osmosis.Cli.Commands;

internal sealed class MachineOptions
{
    private readonly Option<MemorySize> _memory = new("--memory", "-m")
    {
        Description = "Memory of the machine, such as 64M or 2G.",
        HelpName = "amount",
        CustomParser = ParseMemory,
        DefaultValueFactory = _ => MemorySize.FromMiB(128),
    };

    private readonly Option<string?> _append = new("--append")
    {
        Description = "Boot command line, such as 'panic=exit'.",
        HelpName = "words",
    };

    private readonly Option<string?> _cpu = new("--cpu")
    {
        Description = "QEMU's processor model, such as core2duo.",
        HelpName = "model",
    };

    public void AddTo(Command command)
    {
        AddHardwareTo(command);
        command.Add(_append);
    }

    /// <summary>Adds all except the boot command line, for a command that takes it in another way.</summary>
    public void AddHardwareTo(Command command)
    {
        command.Add(_memory);
        command.Add(_cpu);
    }

    public QemuOptions Read(ParseResult parsed, Repository repository) => new()
    {
        KernelPath = repository.KernelImage,
        Memory = parsed.GetValue(_memory),
        BootCommandLine = parsed.GetValue(_append),
        Cpu = parsed.GetValue(_cpu),
    };

    private static MemorySize ParseMemory(ArgumentResult result)
    {
        if (!MemorySize.TryParse(result.Tokens[0].Value, out MemorySize size, out string error))
        {
            result.AddError($"--memory: {error}");
        }

        return size;
    }
}
