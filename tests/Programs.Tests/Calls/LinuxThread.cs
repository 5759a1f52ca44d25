// A thread of this process that makes calls of the host with descriptors, folders and a mask of its own.
using System.Runtime.InteropServices;
using Osmosis.Programs.Tests.Processes;

namespace Osmosis.Programs.Tests.Calls;

/// <summary>
/// Makes calls of Linux on a thread of its own. It has no open files, and its root and working folder are a given
/// folder: nothing that it is told to do concerns the rest of this process. Only memory is shared. Needs root's rights.
/// </summary>
internal sealed class LinuxThread : IDisposable
{
    /// <summary>The signals 1 to 31, but for those that the thread's own instructions raise.</summary>
    private const long SignalsFromElsewhere = 0x7FFF_FFFF & ~(
        (1L << 3) | (1L << 4) | (1L << 5) | (1L << 6) | (1L << 7) | (1L << 10));

    private const long BlockSignals = 14;
    private const long Enter = 80;
    private const long ChangeRoot = 161;
    private const long Unshare = 272;
    private const long CloseRange = 436;
    private const long OwnFoldersAndFiles = 0x600;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _asked = new(0);
    private readonly SemaphoreSlim _answered = new(0);
    private readonly long[] _call = new long[7];
    private bool _isOver;
    private long _answer;

    /// <param name="root">The folder.</param>
    public LinuxThread(string root)
    {
        // The C library is found before the thread has no files any more.
        LinuxMemory.Call(CloseRange, uint.MaxValue, 0, 0);
        nint text = Marshal.StringToHGlobalAnsi(root), signals = Marshal.AllocHGlobal(sizeof(long));
        Marshal.WriteInt64(signals, SignalsFromElsewhere);
        new Thread(Work) { IsBackground = true }.Start();
        Require(BlockSignals, 0, signals, 0, sizeof(long));
        Require(Unshare, OwnFoldersAndFiles);
        Require(CloseRange, 0, uint.MaxValue);
        Require(ChangeRoot, text);
        Marshal.WriteInt16(text, '/');
        Require(Enter, text);
        Marshal.FreeHGlobal(text);
        Marshal.FreeHGlobal(signals);
    }

    /// <summary>A call of the host's own (x86-64): a result, or a negated error number. It must not wait.</summary>
    public long Call(long number, params ReadOnlySpan<long> arguments)
    {
        Array.Clear(_call);
        _call[0] = number;
        arguments.CopyTo(_call.AsSpan(1));
        _asked.Release();
        string given = string.Join(", ", arguments.ToArray());
        Assert.True(_answered.Wait(_patience), $"Linux waits in call {number}({given})");
        return _answer;
    }

    public void Dispose()
    {
        _isOver = true;
        _asked.Release();
    }

    private void Work()
    {
        for (_asked.Wait(); !_isOver; _asked.Wait())
        {
            _answer = LinuxMemory.Call(_call[0], _call[1], _call[2], _call[3], _call[4], _call[5], _call[6]);
            _answered.Release();
        }
    }

    private void Require(long number, params ReadOnlySpan<long> arguments) => Assert.Equal(0, Call(number, arguments));
}
