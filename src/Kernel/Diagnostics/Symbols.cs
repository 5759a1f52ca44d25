// Code addresses as names and source lines, and names as addresses, from the table that the build links into the image.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Metal;

namespace Osmosis.Kernel.Diagnostics;

internal static class Symbols
{
    /// <summary>The image's table; empty when it was built without one.</summary>
    public static SymbolTable Table => LoadedImage.Current.Symbols;

    /// <summary>Finds the function whose code holds an address.</summary>
    public static bool TryFind(uint address, out FunctionSymbol function) => Table.TryFind(address, out function);

    /// <summary>
    /// Finds the address of a name: an assembly routine or variable (<c>kmalloc</c>, <c>kernel_page_directory</c>), a
    /// mark of the linker script (<c>_kernel_end</c>), or a method by its full name.
    /// </summary>
    public static bool TryFindByName(ReadOnlySpan<byte> name, out uint address) =>
        Table.TryFindByName(name, out address);

    /// <summary>The start of the function that holds a code address; 0 when none does.</summary>
    public static uint FunctionStart(uint address) =>
        TryFind(address, out FunctionSymbol function) ? function.Start : 0;

    /// <summary>Writes the name of the function that starts at an address, without ending the line.</summary>
    public static void WriteFunction(uint start)
    {
        if (TryFind(start, out FunctionSymbol function))
        {
            WriteName(in function);
        }
        else
        {
            Terminal.Write($"0x{start:x8}");
        }
    }

    /// <summary>
    /// Writes a code address as function and line, as in <c>Osmosis.Kernel.Shell.X.Run+0x1c
    /// (src/Kernel/Shell/X.cs:12)</c>.
    /// </summary>
    /// <param name="address">The address.</param>
    /// <param name="isReturn">Whether it is a return address: the line is the call's.</param>
    public static void WriteAddress(uint address, bool isReturn)
    {
        SymbolTable table = Table;
        uint lookUp = InstructionAt(address, isReturn);
        if (!table.TryFind(lookUp, out FunctionSymbol function))
        {
            Terminal.Write($"0x{address:x8}");
            return;
        }

        WriteName(in function);
        Terminal.Write($"+0x{address - function.Start:x}");
        if (table.TryFindLine(in function, lookUp, out SourceLine line))
        {
            Terminal.Write($" ({line.Folder}/{line.Name}.cs:{line.Line})");
        }
    }

    /// <summary>
    /// As <see cref="WriteAddress"/>, short enough for a line of 80 columns, as in <c>X.Run X.cs:12</c>; without a
    /// source line, as in <c>switch_stack+0x6</c>.
    /// </summary>
    public static void WriteBriefly(uint address, bool isReturn)
    {
        SymbolTable table = Table;
        uint lookUp = InstructionAt(address, isReturn);
        if (!table.TryFind(lookUp, out FunctionSymbol function))
        {
            Terminal.Write($"0x{address:x8}");
            return;
        }

        WritePart(function.Type);
        Terminal.Write(function.Name);
        if (table.TryFindLine(in function, lookUp, out SourceLine line))
        {
            Terminal.Write($"  {line.Name}.cs:{line.Line}");
        }
        else
        {
            Terminal.Write($"+0x{address - function.Start:x}");
        }
    }

    /// <summary>Whether a code address lies in a method of a type.</summary>
    public static bool IsIn(ReadOnlySpan<byte> type, uint address, bool isReturn) =>
        TryFind(InstructionAt(address, isReturn), out FunctionSymbol function) && function.Type.SequenceEqual(type);

    // A call may be the last instruction of a function or line, so its return address may belong to the next one.
    private static uint InstructionAt(uint address, bool isReturn) => isReturn ? address - 1 : address;

    private static void WriteName(ref readonly FunctionSymbol function)
    {
        WritePart(function.Namespace);
        WritePart(function.Type);
        Terminal.Write(function.Name);
    }

    private static void WritePart(ReadOnlySpan<byte> part)
    {
        if (!part.IsEmpty)
        {
            Terminal.Write($"{part}.");
        }
    }
}
