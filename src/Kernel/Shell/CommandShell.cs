// The prompt: reads a line, runs the command it names, again and again. A command that faults ends; the prompt comes back (E3).

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
        while (true)
        {
            if (!Terminal.IsAtLineStart)
            {
                Terminal.WriteLine();
            }

            if (!LineEditor.TryRead(Prompt, out ReadOnlySpan<byte> line))
            {
                continue;
            }

            Tell(EventKind.CommandStarted, line, isEndedByFault: false);
            bool isFinished = TryExecute(line);
            Tell(EventKind.CommandEnded, line, !isFinished);
            if (!isFinished)
            {
                Terminal.WriteLine($"command ended by a fault");
            }
        }
    }

    // Sound: the text stays in place until the next line is read, so that its address is valid for an observer too.
    private static void Tell(EventKind kind, ReadOnlySpan<byte> line, bool isEndedByFault)
    {
        if (EventRing.IsWatched)
        {
            EventRing.Record(kind, (uint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(line)), (uint)line.Length, 0, 0, isEndedByFault ? 1u : 0);
        }
    }

    // Sound: the text, and its address and length on the stack, stay in place until the command has returned or was
    // ended.
    private static bool TryExecute(ReadOnlySpan<byte> line)
    {
        fixed (byte* start = line)
        {
            LinePlace place = new() { Start = start, Length = line.Length };
            return Recovery.TryRun(&ExecuteAt, &place);
        }
    }

    private static void ExecuteAt(void* place) => Execute(new ReadOnlySpan<byte>(((LinePlace*)place)->Start, ((LinePlace*)place)->Length));

    private static void Execute(ReadOnlySpan<byte> line)
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
            return;
        }

        if (!CommandTable.TryFind(name, out CommandEntry command))
        {
            Terminal.WriteLine($"unknown command: {name} (help lists the commands)");
            return;
        }

        Arguments arguments = new(line[end..], command.Usage);
        if (!command.TakesArguments && !arguments.IsEmpty)
        {
            arguments.ReportUsage();
        }
        else
        {
            BreakKey.Clear();
            command.Run(ref arguments);
        }
    }

    // A span as a plain value that a pointer can refer to.
    private struct LinePlace
    {
        public byte* Start;
        public int Length;
    }
}
