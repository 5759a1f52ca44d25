// Linux's calls on the host, as its C library has them. Results are as the kernel's: a value, or an errno.
using System.Runtime.InteropServices;
using System.Text;

namespace Osmosis.Programs.Tests.Files;

internal static unsafe partial class Host
{
    private const int NoFollow = 0x100;
    private const long ListDirectory = 217;

    // Files here are in memory, and the calls are the same: on a disk, making a folder takes several times as long.
    private const string Memory = "/dev/shm";

    public static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>A new folder, whose name begins as is said.</summary>
    public static string NewFolder(string name) => Directory.CreateDirectory(
        Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), $"{name}-{Guid.NewGuid():N}")).FullName;

    public static Errno Open(int folder, string path, uint flags, out int descriptor)
    {
        descriptor = openat(folder, Text(path), (int)flags | 0x8_0000, 0x1A4);
        return Error(descriptor);
    }

    public static Errno MakeFolder(int folder, string path) => Error(mkdirat(folder, Text(path), 0x1ED));

    public static Errno Unlink(int folder, string path) => Error(unlinkat(folder, Text(path), 0));

    public static Errno RemoveFolder(int folder, string path) => Error(unlinkat(folder, Text(path), 0x200));

    public static Errno Rename(int from, string old, int to, string path, bool mayReplace) =>
        Error(renameat2(from, Text(old), to, Text(path), mayReplace ? 0u : 1));

    public static Errno Link(int from, string old, int to, string path, bool follows) =>
        Error(linkat(from, Text(old), to, Text(path), follows ? 0x400 : 0));

    public static Errno MakeLink(string text, int folder, string path) =>
        Error(symlinkat(Text(text), folder, Text(path)));

    public static Errno ReadLink(int folder, string path, out string text)
    {
        byte[] bytes = new byte[5000];
        nint done = readlinkat(folder, Text(path), bytes, bytes.Length);
        text = done > 0 ? Encoding.Latin1.GetString(bytes, 0, (int)done) : "";
        return Error(done);
    }

    public static Errno Read(int descriptor, byte[] bytes, out int done) =>
        Result(read(descriptor, bytes, bytes.Length), out done);

    public static Errno Write(int descriptor, byte[] bytes, out int done) =>
        Result(write(descriptor, bytes, bytes.Length), out done);

    public static Errno ReadAt(int descriptor, byte[] bytes, long at, out int done) =>
        Result(pread(descriptor, bytes, bytes.Length, at), out done);

    public static Errno WriteAt(int descriptor, byte[] bytes, long at, out int done) =>
        Result(pwrite(descriptor, bytes, bytes.Length, at), out done);

    public static Errno Seek(int descriptor, long offset, int whence, out long position)
    {
        position = lseek(descriptor, offset, whence);
        return Error((nint)position);
    }

    public static Errno Truncate(int descriptor, long length) => Error(ftruncate(descriptor, length));

    // A signal, such as .NET sends to its own threads, ends the call behind the entries that it has found by then: the
    // rest of the room gets those that follow.
    public static Errno List(int descriptor, byte[] bytes, out int done)
    {
        Errno error = Result((nint)syscall(ListDirectory, descriptor, bytes, bytes.Length), out done);
        for (int more = done; error == Errno.None && more != 0; done += more)
        {
            byte[] rest = new byte[bytes.Length - done];
            Result((nint)syscall(ListDirectory, descriptor, rest, rest.Length), out more);
            rest.AsSpan(0, more).CopyTo(bytes.AsSpan(done));
        }

        return error;
    }

    /// <summary>Kind and permissions, links, and bytes.</summary>
    public static Errno Status(int folder, string path, bool follows, out (uint Mode, uint Links, ulong Length) status)
    {
        byte[] bytes = new byte[256];
        int result = statx(folder, Text(path), follows ? 0 : NoFollow, 0x7FF, bytes);
        status = (BitConverter.ToUInt16(bytes, 28), BitConverter.ToUInt32(bytes, 16), BitConverter.ToUInt64(bytes, 40));
        return Error(result);
    }

    public static (int Reader, int Writer) MakePipe(uint flags)
    {
        int[] ends = new int[2];
        Assert.Equal(Errno.None, Error(pipe2(ends, (int)flags | 0x8_0000)));
        return (ends[0], ends[1]);
    }

    public static int Duplicate(int descriptor) => dup(descriptor);

    public static void Close(int descriptor) => Assert.Equal(Errno.None, Error(close(descriptor)));

    private static Errno Result(nint result, out int done)
    {
        done = (int)Math.Max(result, 0);
        return Error(result);
    }

    private static Errno Error(nint result) => result >= 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();

    private static byte[] Text(string text) => [.. Encoding.Latin1.GetBytes(text), 0];

    [LibraryImport("libc", SetLastError = true)]
    private static partial int openat(int folder, byte[] path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkdirat(int folder, byte[] path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlinkat(int folder, byte[] path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int renameat2(int from, byte[] old, int to, byte[] path, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int linkat(int from, byte[] old, int to, byte[] path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int symlinkat(byte[] text, int folder, byte[] path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint readlinkat(int folder, byte[] path, byte[] text, nint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int descriptor, byte[] bytes, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, byte[] bytes, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(int descriptor, byte[] bytes, nint count, long at);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwrite(int descriptor, byte[] bytes, nint count, long at);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(int descriptor, long offset, int whence);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(int descriptor, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, long descriptor, byte[] bytes, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int statx(int folder, byte[] path, int flags, uint mask, byte[] status);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int[] ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);
}
