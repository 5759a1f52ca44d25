// The `info` command.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Diagnostics;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct InfoCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "info"u8;

    public static ReadOnlySpan<byte> Usage => "info"u8;

    public static ReadOnlySpan<byte> Summary => "what this kernel is and what it runs on"u8;

    public static void Run(ref Arguments arguments)
    {
        Terminal.Row("name"u8, $"OS/mosis");
        Terminal.Row("version"u8, $"{BuildInformation.Version}");
        Terminal.Row("commit"u8, $"{BuildInformation.Commit}");
        Terminal.Row("compiler"u8, $"{BuildInformation.Compiler}");
        Terminal.Row("symbols"u8, $"{Symbols.Table.FunctionCount} functions, {Symbols.Table.Length} bytes");
        ProcessorIdentity.Read(out ProcessorIdentity processor);
        Terminal.Row("processor vendor"u8, $"{processor.Vendor}");
        Terminal.Row("processor"u8, $"{processor.Brand}");
    }
}
