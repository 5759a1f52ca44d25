// What C# cannot say: the processor's port instructions, which routines in assembly have.
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Kernel;

internal static class Machine
{
    /// <summary>QEMU passes statuses below this one on.</summary>
    public const uint StatusLimit = 64;

    private const ushort PowerPort = 0x604;
    private const ushort SwitchOff = 0x2000;
    private const ushort ExitPort = 0xF4;

    /// <summary>Switches QEMU off: `dotnet run` ends with status 0. On a PC nothing happens.</summary>
    public static void PowerOff() => WritePort(PowerPort, SwitchOff);

    /// <summary>Ends QEMU: `dotnet run` ends with that status. On a PC nothing happens.</summary>
    public static void Exit(byte status) => WritePort(ExitPort, status);

    [RuntimeImport("*", "port_read8"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern byte ReadPort(ushort port);

    [RuntimeImport("*", "port_write8"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WritePort(ushort port, byte value);

    [RuntimeImport("*", "port_write16"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void WritePort(ushort port, ushort value);
}
