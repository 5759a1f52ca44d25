using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>The verbs of <see cref="SpaceCommand"/> that read and write as a program would: peek, poke.</summary>
internal static class SpaceAccess
{
    /// <summary>
    /// A word may lie on two pages, so both are asked first: a refused access would end the command with a fault.
    /// Prints the value, and what the access took.
    /// </summary>
    public static bool TryAccess(uint space, VirtualAddress address, bool isWrite, uint value)
    {
        Access access = isWrite ? Access.Write : Access.Read;
        FaultAnswer foreseen = KernelSpaces.Foresee(space, address, access);
        foreseen = foreseen.IsRefusal() ? foreseen : KernelSpaces.Foresee(space, address + (sizeof(uint) - 1), access);
        if (foreseen.IsRefusal())
        {
            Terminal.Row("space"u8, $"{foreseen.Describe()}");
            return false;
        }

        uint before = KernelSpaces.Faults;
        if (isWrite)
        {
            KernelSpaces.Poke(space, address, value);
        }
        else
        {
            value = KernelSpaces.Peek(space, address);
        }

        uint faults = KernelSpaces.Faults - before;
        Terminal.Row("value"u8, $"0x{value:x8}");
        Terminal.Row("faults"u8, $"{faults}");
        if (faults != 0)
        {
            Terminal.Row("answer"u8, $"{KernelSpaces.LastAnswer.Describe()}");
        }

        return true;
    }
}
