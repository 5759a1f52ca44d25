// A pseudo terminal of the host: what is written to its master is typed, what is read from there is shown.
using System.Diagnostics;
using System.Runtime.InteropServices;
using Osmosis.Programs.Terminals;

namespace Osmosis.Programs.Tests.Terminals;

internal sealed unsafe partial class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2;
    private const int NoControllingTerminal = 0x100;
    private const int NonBlocking = 0x800;
    private const nuint Unlock = 0x40045431;
    private const nuint GetSlave = 0x5441;
    private const short HasInput = 1;

    private readonly int _master = Check(open("/dev/ptmx\0"u8, ReadWrite | NoControllingTerminal | NonBlocking));
    private readonly int _slave;
    private readonly byte[] _shown = new byte[1 << 16];

    public PseudoTerminal()
    {
        uint zero = 0;
        Check(ioctl(_master, Unlock, &zero));
        _slave = Check(ioctl(_master, GetSlave, (void*)(ReadWrite | NoControllingTerminal | NonBlocking)));
    }

    public void Dispose()
    {
        Check(close(_slave));
        Check(close(_master));
    }

    /// <summary>Types bytes. They reach the terminal a little later.</summary>
    public void Type(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            Assert.Equal(bytes.Length, (int)write(_master, first, bytes.Length));
        }
    }

    /// <summary>What is shown: as soon as there are so many bytes, or what there is after a while.</summary>
    public ReadOnlySpan<byte> Show(int count)
    {
        int done = 0;
        Await(() =>
        {
            fixed (byte* first = &_shown[done])
            {
                done += Math.Max(0, (int)read(_master, first, _shown.Length - done));
            }

            return done >= count;
        });
        return _shown.AsSpan(0, done);
    }

    /// <summary>Bytes that can be read: as soon as there are as many as expected, or after a while.</summary>
    public uint Readable(uint expected)
    {
        uint count = 0;
        Await(() =>
        {
            uint found = 0;
            Check(ioctl(_slave, (nuint)TerminalRequest.CountInput, &found));
            count = found;
            return count == expected;
        });
        return count;
    }

    /// <summary>
    /// Whether a read would not wait: as soon as it is as expected, or after a while. If it would, all that was typed
    /// has reached the terminal.
    /// </summary>
    public bool CanRead(bool expected)
    {
        bool canRead = !expected;
        Await(() =>
        {
            PollRequest request = new() { Descriptor = _slave, Events = HasInput };
            canRead = Check(poll(&request, 1, 0)) == 1;
            return canRead == expected;
        });
        return canRead;
    }

    public Errno Read(Span<byte> bytes, out int done)
    {
        fixed (byte* first = bytes)
        {
            nint result = read(_slave, first, bytes.Length);
            done = (int)Math.Max(0, result);
            return result < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            Assert.Equal(bytes.Length, (int)write(_slave, first, bytes.Length));
        }
    }

    public Errno Control(TerminalRequest request, Span<byte> bytes, nuint argument)
    {
        fixed (byte* first = bytes)
        {
            void* passed = bytes.IsEmpty ? (void*)argument : first;
            return ioctl(_slave, (nuint)request, passed) < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
        }
    }

    private static void Await(Func<bool> isReached)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!isReached() && watch.ElapsedMilliseconds < 3000)
        {
            Thread.Yield();
        }
    }

    private static int Check(int result) =>
        result >= 0 ? result : throw new IOException($"errno {Marshal.GetLastPInvokeError()}");

    private static int open(ReadOnlySpan<byte> path, int flags)
    {
        fixed (byte* first = path)
        {
            return open(first, flags);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int open(byte* path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollRequest* requests, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Found;
    }
}
