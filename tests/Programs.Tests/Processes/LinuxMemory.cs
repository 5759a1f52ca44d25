// The host's own memory calls, in a part of its address space that nobody else uses.
using System.Globalization;
using System.Runtime.InteropServices;

namespace Osmosis.Programs.Tests.Processes;

internal static partial class LinuxMemory
{
    /// <summary>Far below where Linux places what asks for no place.</summary>
    public const long Base = 0x2000_0000_0000;

    public const long Map = 9;
    public const long Protect = 10;
    public const long Unmap = 11;
    public const long Move = 25;
    public const long Advise = 28;

    /// <summary>A result, or a negated error number.</summary>
    public static long Call(long number, long first, long second, long third, long fourth = 0, long fifth = 0,
        long sixth = 0)
    {
        long result = Syscall(number, first, second, third, fourth, fifth, sixth);
        return result == -1 ? -Marshal.GetLastPInvokeError() : result;
    }

    /// <summary>The rights of each page from <see cref="Base"/> on; null where nothing is mapped.</summary>
    public static Rights?[] RightsOf(int pages)
    {
        Rights?[] found = new Rights?[pages];
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] ends = line.Split(' ')[0].Split('-');
            long start = long.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            long end = long.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            string rights = line.Split(' ')[1];
            for (long page = Math.Max(start, Base); page < Math.Min(end, Base + (pages * 4096L)); page += 4096)
            {
                found[(page - Base) / 4096] = (rights[0] == 'r' ? Rights.Read : 0)
                    | (rights[1] == 'w' ? Rights.Write : 0) | (rights[2] == 'x' ? Rights.Execute : 0);
            }
        }

        return found;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Syscall(long number, long first, long second, long third, long fourth, long fifth,
        long sixth);
}
