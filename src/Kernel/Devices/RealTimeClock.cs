// The clock that runs while the machine is off: an MC146818's registers, through ports 0x70 and 0x71.

using Osmosis.Metal;

namespace Osmosis.Kernel.Devices;

internal static class RealTimeClock
{
    private const ushort Index = 0x70;
    private const ushort Data = 0x71;
    private const byte Seconds = 0;
    private const byte Minutes = 2;
    private const byte Hours = 4;
    private const byte Day = 7;
    private const byte Month = 8;
    private const byte Year = 9;
    private const byte StatusA = 0x0A;
    private const byte StatusB = 0x0B;
    private const byte IsUpdating = 0x80;
    private const byte IsBinary = 0x04;
    private const byte Is24Hours = 0x02;
    private const byte Afternoon = 0x80;

    // An update takes 2 ms, a port access about 1 µs.
    private const int UpdateLimit = 10_000;
    private const uint SecondsPerDay = 86_400;

    /// <summary>Seconds since 1970 by the clock, which is taken to show UTC. 0 when it shows no date.</summary>
    public static ulong Read()
    {
        // Two readings agree unless the clock moved on between them.
        ulong first = ReadOnce(), second = ReadOnce();
        return first == second ? first : ReadOnce();
    }

    private static ulong ReadOnce()
    {
        for (int i = 0; i < UpdateLimit && (ReadRegister(StatusA) & IsUpdating) != 0; i++)
        {
        }

        byte status = ReadRegister(StatusB);
        bool isBinary = (status & IsBinary) != 0;
        uint hours = ReadRegister(Hours);
        bool isAfternoon = (status & Is24Hours) == 0 && (hours & Afternoon) != 0;
        hours = Decode((byte)(hours & ~(uint)Afternoon), isBinary);
        if ((status & Is24Hours) == 0)
        {
            hours = (hours % 12) + (isAfternoon ? 12u : 0);
        }

        uint year = 2000 + Decode(ReadRegister(Year), isBinary);
        uint month = Decode(ReadRegister(Month), isBinary);
        uint day = Decode(ReadRegister(Day), isBinary);
        if (month is < 1 or > 12 || day is < 1 or > 31)
        {
            return 0;
        }

        uint minutes = Decode(ReadRegister(Minutes), isBinary);
        uint seconds = Decode(ReadRegister(Seconds), isBinary);
        return (DaysSince1970(year, month, day) * (ulong)SecondsPerDay) + (((hours * 60) + minutes) * 60) + seconds;
    }

    // A year that begins in March has its leap day at its end, and 153 days in each five months from there.
    private static uint DaysSince1970(uint year, uint month, uint day)
    {
        const uint DaysFromYear0 = 719_468;
        uint y = month <= 2 ? year - 1 : year;
        uint m = month <= 2 ? month + 9 : month - 3;
        return (y * 365) + (y / 4) - (y / 100) + (y / 400) + (((m * 153) + 2) / 5) + (day - 1) - DaysFromYear0;
    }

    private static uint Decode(byte value, bool isBinary) =>
        isBinary ? value : ((uint)(value >> 4) * 10) + (value & 0xFu);

    private static byte ReadRegister(byte register)
    {
        Port.Write8(Index, register);
        return Port.Read8(Data);
    }
}
