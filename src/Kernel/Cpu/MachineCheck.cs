// Machine checks: the processor or the memory reports an error of its own (SDM volume 3, "Machine-Check Architecture").

using Osmosis.Metal;

namespace Osmosis.Kernel.Cpu;

/// <summary>One bank of error-reporting registers.</summary>
/// <param name="status">
/// Bit 63 valid, 62 an earlier error was lost, 61 uncorrected, 58 has an address, 57 the processor's context is
/// corrupt, 15..0 the error's code.
/// </param>
/// <param name="address">The address, if bit 58 is set; 0 otherwise.</param>
internal readonly struct MachineCheckBank(ulong status, ulong address)
{
    public ulong Status { get; } = status;

    public ulong Address { get; } = address;

    public bool IsValid => IsSet(63);

    public bool HasLostErrors => IsSet(62);

    public bool IsUncorrected => IsSet(61);

    public bool HasAddress => IsSet(58);

    public bool IsContextCorrupt => IsSet(57);

    public ushort Code => (ushort)Status;

    private bool IsSet(int bit) => (Status >> bit & 1) != 0;
}

/// <summary>
/// A machine check is always a panic: an instruction may have used wrong data, and nobody can tell which. After a
/// machine check this class only prevents a second one from resetting the machine while the first is reported.
/// </summary>
internal static unsafe class MachineCheck
{
    // CPUID.1:EDX.
    private const uint CpuidMachineCheck = 1 << 7;
    private const uint CpuidBanks = 1 << 14;

    private const uint GlobalCapabilities = 0x179;
    private const uint GlobalStatus = 0x17A;
    private const uint GlobalControl = 0x17B;
    private const uint HasGlobalControl = 1 << 8;

    // Four registers a bank: control, status, address, miscellaneous.
    private const uint FirstBank = 0x400;
    private const uint RegistersPerBank = 4;
    private const uint Status = 1;
    private const uint Address = 2;

    private static uint s_banks;
    private static ulong s_globalStatus;

    /// <summary>The number of error-reporting banks; 0 where the processor has none.</summary>
    public static uint Banks => s_banks;

    /// <summary>
    /// IA32_MCG_STATUS at the last machine check. Bit 0: the program could go on; 1: EIP is the cause; 2: set by every
    /// machine check.
    /// </summary>
    public static ulong LastGlobalStatus => s_globalStatus;

    /// <summary>
    /// Turns all error reporting on, where the processor has it; needs the interrupt table. Without CR4.MCE a machine
    /// check resets the machine.
    /// </summary>
    public static void Enable()
    {
        uint* identity = stackalloc uint[4];
        Processor.Identify(1, identity);
        uint signature = identity[0];
        uint features = identity[3];
        if ((features & CpuidMachineCheck) == 0)
        {
            return;
        }

        if ((features & CpuidBanks) != 0)
        {
            EnableBanks(signature);
        }

        Processor.WriteCr4(Processor.ReadCr4() | Processor.Cr4MachineCheck);
    }

    /// <summary>
    /// Call this first at a machine check: until bit 2 of the global status is clear, the next machine check resets the
    /// machine.
    /// </summary>
    public static void Acknowledge()
    {
        if (s_banks != 0)
        {
            s_globalStatus = Processor.ReadModelRegister(GlobalStatus);
            Processor.WriteModelRegister(GlobalStatus, 0);
        }
    }

    public static MachineCheckBank ReadBank(uint bank)
    {
        uint register = FirstBank + (bank * RegistersPerBank);
        MachineCheckBank read = new(Processor.ReadModelRegister(register + Status), 0);
        return read is { IsValid: true, HasAddress: true }
            ? new MachineCheckBank(read.Status, Processor.ReadModelRegister(register + Address))
            : read;
    }

    // SDM volume 3, "Machine-Check Initialization". At power-on the firmware cleared the banks or chose to leave them.
    // Errors from before the kernel are kept, and reported with the next one.
    private static void EnableBanks(uint signature)
    {
        ulong capabilities = Processor.ReadModelRegister(GlobalCapabilities);
        s_banks = (byte)capabilities;
        if ((capabilities & HasGlobalControl) != 0)
        {
            Processor.WriteModelRegister(GlobalControl, ulong.MaxValue);
        }

        for (uint bank = IsFirstBankTheFirmwares(signature) ? 1u : 0; bank < s_banks; bank++)
        {
            Processor.WriteModelRegister(FirstBank + (bank * RegistersPerBank), ulong.MaxValue);
        }
    }

    // True for processors of family 6 before model 1A.
    private static bool IsFirstBankTheFirmwares(uint signature)
    {
        uint family = signature >> 8 & 0xF;
        uint model = (signature >> 4 & 0xF) | (signature >> 12 & 0xF0);
        return family == 6 && model < 0x1A;
    }
}
