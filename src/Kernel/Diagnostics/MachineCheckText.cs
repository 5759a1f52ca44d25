// What the processor says of a machine check, in rows.

using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;

namespace Osmosis.Kernel.Diagnostics;

internal static class MachineCheckText
{
    /// <summary>
    /// Prints the global status and the banks that hold an error, <paramref name="mostBanks"/> of these at most.
    /// </summary>
    public static void Print(uint mostBanks)
    {
        if (MachineCheck.Banks == 0)
        {
            Terminal.Row("machine check"u8, $"this processor doesn't say more");
            return;
        }

        ulong status = MachineCheck.LastGlobalStatus;
        Terminal.Row("machine check"u8, $"status 0x{status:x16}");
        Terminal.Row("the program"u8,
            $"{((status & 1) != 0 ? "could go on"u8 : "can't go on"u8)}"
                + $"{((status & 2) != 0 ? ", EIP is the cause"u8 : ""u8)}");
        uint valid = 0;
        for (uint number = 0; number < MachineCheck.Banks; number++)
        {
            MachineCheckBank bank = MachineCheck.ReadBank(number);
            if (bank.IsValid && valid++ < mostBanks)
            {
                WriteBank(number, in bank);
            }
        }

        if (valid > mostBanks)
        {
            Terminal.Row("more banks with an error"u8, $"{valid - mostBanks}");
        }
    }

    private static void WriteBank(uint number, in MachineCheckBank bank)
    {
        Terminal.WriteLine($"bank {number}: status 0x{bank.Status:x16}, error code 0x{bank.Code:x4}");
        Terminal.Write($"error {number}: ");
        Terminal.Write(bank.IsUncorrected ? "uncorrected"u8 : "corrected"u8);
        Terminal.Write(bank.IsContextCorrupt ? ", context corrupt"u8 : ""u8);
        Terminal.Write(bank.HasLostErrors ? ", more were lost"u8 : ""u8);
        if (bank.HasAddress)
        {
            Terminal.Write($", at p0x{bank.Address:x16}");
        }

        Terminal.WriteLine();
    }
}
