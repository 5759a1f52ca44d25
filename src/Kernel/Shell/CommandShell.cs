// The prompt: reads a line, runs the command it names, again and again. A command that faults ends; the prompt comes
// back (E3).

using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Snapshot;

namespace Osmosis.Kernel.Shell;

internal static unsafe class CommandShell
{
    private static ReadOnlySpan<byte> Prompt => "osmosis> "u8;

    [DoesNotReturn]
    public static void Run()
    {
        BootLog.WriteLine($"type help to see what there is");
        while (true)
        {
            bool isGood = LineEditor.TryRead(Prompt, out ReadOnlySpan<byte> line);
            CommandStatus status = isGood ? RunLine(line) : CommandStatus.Failed;
            if (!Terminal.IsAtLineStart)
            {
                Terminal.WriteLine();
            }

            TellTerminal(status);
        }
    }

    private static CommandStatus RunLine(ReadOnlySpan<byte> line)
    {
        Tell(EventKind.CommandStarted, line, isEndedByFault: false);
        bool isFinished = TryExecute(line, out CommandStatus status);
        Tell(EventKind.CommandEnded, line, !isFinished);
        if (!isFinished)
        {
            Terminal.WriteLine($"command ended by a fault");
            return CommandStatus.Fault;
        }

        return status;
    }

    // What shells send to a terminal that marks commands (OSC 133;D), and what ./osmosis exec reads. No terminal shows
    // it.
    private static void TellTerminal(CommandStatus status)
    {
        Terminal.Write($"\u001b]133;D;{(uint)status}\u0007");
        Terminal.StartLine();
    }

    // Sound: the text stays in place until the next line is read, so that its address is valid for an observer too.
    private static void Tell(EventKind kind, ReadOnlySpan<byte> line, bool isEndedByFault)
    {
        if (EventRing.IsWatched)
        {
            EventRing.Record(kind, (uint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(line)), (uint)line.Length, 0,
                0, isEndedByFault ? 1u : 0);
        }
    }

    // Sound: the text, and its address and length on the stack, stay in place until the command has returned or was
    // ended.
    private static bool TryExecute(ReadOnlySpan<byte> line, out CommandStatus status)
    {
        fixed (byte* start = line)
        {
            Execution execution = new() { Start = start, Length = line.Length };
            bool isFinished = Recovery.TryRun(&ExecuteAt, &execution);
            status = execution.Status;
            return isFinished;
        }
    }

    private static void ExecuteAt(void* execution) =>
        ((Execution*)execution)->Status =
            Execute(new ReadOnlySpan<byte>(((Execution*)execution)->Start, ((Execution*)execution)->Length));

    private static CommandStatus Execute(ReadOnlySpan<byte> line)
    {
        int start = 0;
        while (start < line.Length && line[start] == ' ')
        {
            start++;
        }

        int length = line[start..].IndexOf((byte)' ');
        int end = length < 0 ? line.Length : start + length;
        ReadOnlySpan<byte> name = line[start..end];
        if (name.IsEmpty)
        {
            return CommandStatus.Done;
        }

        if (!CommandTable.TryFind(name, out CommandEntry command))
        {
            Terminal.Write($"unknown command: {name}");
            Suggestion.WriteCommand(name);
            return CommandStatus.Unknown;
        }

        BreakKey.Clear();
        Arguments arguments = new(line[end..], command.Usage);
        bool isDone = command.TakesArguments || arguments.TryEnd() ? command.Run(ref arguments) : arguments.Refuse();
        return isDone ? CommandStatus.Done : CommandStatus.Failed;
    }

    // A span as a plain value that a pointer can refer to, and what became of it.
    private struct Execution
    {
        public byte* Start;
        public int Length;
        public CommandStatus Status;
    }
}
