// The first serial port: in QEMU it is the terminal that `dotnet run` was typed in.
namespace Kernel;

internal static class SerialPort
{
    private const ushort Data = 0x3F8;
    private const ushort LineStatus = Data + 5;
    private const byte HasByte = 1 << 0;
    private const byte IsIdle = 1 << 5;
    private const int Patience = 100_000;

    /// <summary>A port that never becomes ready doesn't stop the kernel: a PC may have none.</summary>
    public static void Write(byte character)
    {
        if (character == '\n')
        {
            Write((byte)'\r');
        }

        for (int i = 0; i < Patience && (Machine.ReadPort(LineStatus) & IsIdle) == 0; i++)
        {
            // The character before is still being sent.
        }

        Machine.WritePort(Data, character);
    }

    public static bool TryRead(out byte character)
    {
        // Without a port, all bits are set.
        byte status = Machine.ReadPort(LineStatus);
        bool isThere = status != 0xFF && (status & HasByte) != 0;
        character = isThere ? Machine.ReadPort(Data) : (byte)0;
        return isThere;
    }
}
