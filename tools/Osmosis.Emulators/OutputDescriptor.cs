// This process's standard output and standard error, written without a position of their own.
using System.Runtime.InteropServices;

namespace Osmosis.Emulators;

/// <summary>
/// .NET's streams hide that nobody reads a pipe any more, and its files write at a position that is theirs alone: two
/// of them that lead to one file overwrite each other.
/// </summary>
public static class OutputDescriptor
{
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int BrokenPipe = 32;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Writes all of <paramref name="bytes"/>. False when nobody will read them.</summary>
    /// <param name="descriptor">1 or 2.</param>
    /// <param name="bytes">What is written.</param>
    /// <exception cref="IOException">They can't be written.</exception>
    public static bool Write(int descriptor, byte[] bytes)
    {
        byte[] rest = bytes;
        while (rest.Length != 0)
        {
            nint written = Write(descriptor, rest, rest.Length);
            int error = written < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error == BrokenPipe)
            {
                return false;
            }

            if (error == TryAgain)
            {
                Thread.Sleep(s_pause);
            }
            else if (error is not (0 or Interrupted))
            {
                throw new IOException(
                    $"descriptor {descriptor} can't be written: {Marshal.GetPInvokeErrorMessage(error)}");
            }

            rest = rest[(int)Math.Max(written, 0)..];
        }

        return true;
    }

    // The array stays where it is during the call, which reads that many bytes of it.
    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint Write(int descriptor, [In] byte[] bytes, nint count);
}
