// The last faults that ended programs, and the whole story of each.

using System;
using System.Runtime.CompilerServices;
using Osmosis.Faults;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Memory.Texts;
using Osmosis.Programs.Elf;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Starting;

namespace Osmosis.Kernel.Programs;

internal static class ProgramFaults
{
    private const uint Kept = 16;

    private static Log s_log;

    /// <summary>Faults since boot; the last <see cref="Kept"/> of them are kept.</summary>
    public static uint Count { get; private set; }

    /// <summary>The number of the oldest that is kept.</summary>
    public static uint First => Count > Kept ? Count - Kept + 1 : 1;

    /// <summary>A fault by its number, which counts from 1.</summary>
    public static ref ProgramFault At(uint number) => ref s_log[(int)((number - 1) % Kept)];

    /// <summary>
    /// Keeps a fault of a program that is about to end. What is about the address is for the caller to add.
    /// </summary>
    public static ref ProgramFault Note(in Process process, in Registers registers)
    {
        Count++;
        ref ProgramFault fault = ref At(Count);
        fault = new ProgramFault { Id = process.Id, Name = process.Name, Registers = registers };
        ref Node file = ref KernelPrograms.Core.Files.Nodes[process.Executable];
        ElfSymbols<ObjectFile<Memory.SpaceMemory>> symbols = new(new(ref KernelPrograms.Core.Spaces, file.Contents));
        if (!symbols.TryFind(registers.Eip, fault.Function, out fault.FunctionLength, out fault.FunctionOffset))
        {
            fault.FunctionLength = 0;
        }

        return ref fault;
    }

    /// <summary>Adds what a page fault was about, and what lies around its address.</summary>
    public static void NotePage(ref ProgramFault fault, uint space, VirtualAddress address, bool isWrite,
        FaultAnswer answer)
    {
        fault.IsPageFault = true;
        fault.IsWrite = isWrite;
        fault.Address = address;
        fault.Answer = answer;
        fault.Around = RegionsAround.Find(space, address);
    }

    /// <summary>Prints all that is known of a fault.</summary>
    public static void Print(uint number)
    {
        ref ProgramFault fault = ref At(number);
        Terminal.Row("fault"u8, $"{number}, of program {fault.Id} ({fault.Name.Text})");
        if (fault.IsPageFault)
        {
            Terminal.Row("tried"u8, $"{(fault.IsWrite ? "a write to"u8 : "a read or execution of"u8)} {fault.Address}");
            Terminal.Row("decision"u8, $"{fault.Answer.Describe()}");
            fault.Around.Print(fault.Address);
        }
        else
        {
            Terminal.Row("exception"u8,
                $"{((FaultKind)fault.Registers.Vector).Describe()}, error code 0x{fault.Registers.ErrorCode:x8}");
        }

        if (fault.FunctionLength != 0)
        {
            Terminal.Row("function"u8,
                $"{((ReadOnlySpan<byte>)fault.Function)[..fault.FunctionLength]} + 0x{fault.FunctionOffset:x}");
        }

        PrintRegisters(in fault.Registers);
    }

    private static void PrintRegisters(in Registers with)
    {
        Terminal.WriteLine($"eax {with.Eax:x8}  ebx {with.Ebx:x8}  ecx {with.Ecx:x8}  edx {with.Edx:x8}");
        Terminal.WriteLine($"esi {with.Esi:x8}  edi {with.Edi:x8}  ebp {with.Ebp:x8}  esp {with.Esp:x8}");
        Terminal.WriteLine(
            $"eip {with.Eip:x8}  flags {with.EFlags:x8}  cs {with.Cs & 0xFFFF:x4}  ss {with.Ss & 0xFFFF:x4}  ds "
                + $"{with.Ds & 0xFFFF:x4}  es {with.Es & 0xFFFF:x4}  fs {with.Fs & 0xFFFF:x4}"
                + $"  gs {with.Gs & 0xFFFF:x4}");
    }

    [InlineArray((int)Kept)]
    private struct Log
    {
        private ProgramFault _first;
    }
}
