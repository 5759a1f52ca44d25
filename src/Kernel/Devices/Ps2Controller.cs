// The 8042 keyboard controller: its commands, each wait bounded, so that a machine without one boots.

using Osmosis.Metal;

namespace Osmosis.Kernel.Devices;

internal static class Ps2Controller
{
    private const ushort Data = 0x60;
    private const ushort Status = 0x64;
    private const ushort Command = 0x64;

    private const byte OutputFull = 0x01;
    private const byte InputFull = 0x02;

    private const byte NobodyDrivesTheBus = 0xFF;

    // At about 1 µs a port access, half a second: a keyboard may take 20 ms, a controller emulated by firmware longer.
    private const int WaitLimit = 500_000;
    private const int FlushLimit = 64;

    /// <summary>
    /// Whether there is no controller: a status with every bit set, time-out and parity error among them.
    /// </summary>
    public static bool IsAbsent => Port.Read8(Status) == NobodyDrivesTheBus;

    public static bool HasOutput => (Port.Read8(Status) & OutputFull) != 0;

    public static byte ReadData() => Port.Read8(Data);

    public static bool TryCommand(byte command)
    {
        if (!WaitWritable())
        {
            return false;
        }

        Port.Write8(Command, command);
        return true;
    }

    public static bool TryWriteData(byte value)
    {
        if (!WaitWritable())
        {
            return false;
        }

        Port.Write8(Data, value);
        return true;
    }

    public static bool TryReadData(out byte value)
    {
        for (int i = 0; i < WaitLimit; i++)
        {
            if (HasOutput)
            {
                value = ReadData();
                return true;
            }
        }

        value = 0;
        return false;
    }

    /// <summary>
    /// Reads and discards old bytes. False if they never end, as on a machine where nothing drives the bus.
    /// </summary>
    public static bool TryFlush()
    {
        for (int i = 0; i < FlushLimit; i++)
        {
            if (!HasOutput)
            {
                return true;
            }

            ReadData();
        }

        return false;
    }

    private static bool WaitWritable()
    {
        for (int i = 0; i < WaitLimit; i++)
        {
            if ((Port.Read8(Status) & InputFull) == 0)
            {
                return true;
            }
        }

        return false;
    }
}
