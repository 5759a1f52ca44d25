// Calls of the i386 as calls of the host, whose numbers, arguments and some structures are those of the x86-64.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Osmosis.Programs.Calls;

namespace Osmosis.Programs.Tests.Calls;

/// <summary>Makes the calls of a program for the i386 on a thread of the host. Addresses are the same there.</summary>
internal sealed class LinuxCalls(LinuxThread thread) : IDisposable
{
    private const int ScratchBytes = 1 << 16;
    private const int StatusBytes = 96;
    private const long ReadMemory = 310;
    private const long WriteMemory = 311;
    private const uint WorkingFolder = unchecked((uint)-100);
    private const uint DoesNotFollow = 0x100;

    /// <summary>An address at which the host has nothing.</summary>
    private const long Nowhere = 0x1000;

    private static readonly Dictionary<CallNumber, long> _alike = new()
    {
        [CallNumber.Read] = 0,
        [CallNumber.Write] = 1,
        [CallNumber.Close] = 3,
        [CallNumber.Poll] = 7,
        [CallNumber.Protect] = 10,
        [CallNumber.Unmap] = 11,
        [CallNumber.DeviceControl] = 16,
        [CallNumber.Duplicate] = 32,
        [CallNumber.DuplicateTo] = 33,
        [CallNumber.SendLong] = 40,
        [CallNumber.ControlLong] = 72,
        [CallNumber.GetFolder] = 79,
        [CallNumber.Enter] = 80,
        [CallNumber.EnterOpen] = 81,
        [CallNumber.SetOpenRights] = 91,
        [CallNumber.SetOpenOwner] = 93,
        [CallNumber.Mask] = 95,
        [CallNumber.List] = 217,
        [CallNumber.OpenAt] = 257,
        [CallNumber.MakeFolderAt] = 258,
        [CallNumber.MakeNodeAt] = 259,
        [CallNumber.SetOwnerAt] = 260,
        [CallNumber.UnlinkAt] = 263,
        [CallNumber.LinkAt] = 265,
        [CallNumber.SymlinkAt] = 266,
        [CallNumber.ReadLinkAt] = 267,
        [CallNumber.SetRightsAt] = 268,
        [CallNumber.AccessAt] = 269,
        [CallNumber.SetTimesLong] = 280,
        [CallNumber.DuplicateWith] = 292,
        [CallNumber.PipeWith] = 293,
        [CallNumber.SelectPreciselyLong] = 270,
        [CallNumber.PollPreciselyLong] = 271,
        [CallNumber.RenameWith] = 316,
        [CallNumber.CopyRange] = 326,
        [CallNumber.LongStatus] = 332,
        [CallNumber.AccessWith] = 439,
    };

    private readonly nint _scratch = Marshal.AllocHGlobal(ScratchBytes);

    public long Make(CallNumber number, ReadOnlySpan<uint> given)
    {
        long[] with = [.. given.ToArray().Select(argument => (long)argument), 0, 0, 0, 0, 0, 0];
        return number switch
        {
            CallNumber.Map => thread.Call(9, with[0], with[1], with[2], with[3], (int)with[4], with[5] << 12),
            CallNumber.ReadAt => thread.Call(17, with[0], with[1], with[2], Both(with[3], with[4])),
            CallNumber.WriteAt => thread.Call(18, with[0], with[1], with[2], Both(with[3], with[4])),
            CallNumber.ReadSeveral => Several(19, with[0], with[1], with[2]),
            CallNumber.WriteSeveral => Several(20, with[0], with[1], with[2]),
            CallNumber.TruncateLong => thread.Call(76, with[0], Both(with[1], with[2])),
            CallNumber.TruncateOpenLong => thread.Call(77, with[0], Both(with[1], with[2])),
            CallNumber.LongSeek => Seek(with),
            CallNumber.OpenStatus => Status(thread.Call(5, with[0], _scratch), with[1]),
            CallNumber.Status => Status(thread.Call(262, WorkingFolder, with[0], _scratch, 0), with[1]),
            CallNumber.LinkStatus => Status(thread.Call(262, WorkingFolder, with[0], _scratch, DoesNotFollow), with[1]),
            CallNumber.StatusAt => Status(thread.Call(262, with[0], with[1], _scratch, with[3]), with[2]),
            _ => thread.Call(_alike[number], with.AsSpan(0, 6)),
        };
    }

    public void Dispose() => Marshal.FreeHGlobal(_scratch);

    private static long Both(long low, long high) => low | (high << 32);

    private long Seek(long[] with)
    {
        long position = thread.Call(8, with[0], Both(with[2], with[1]), with[4]);
        Marshal.WriteInt64(_scratch, position);
        return position < 0 ? position : Move(WriteMemory, with[3], sizeof(long));
    }

    // struct stat of the x86-64 becomes struct stat64 of the i386: kind and rights, links, owners, device, length. The
    // others are left out, because they are each side's own.
    private unsafe long Status(long result, long address)
    {
        if (result < 0)
        {
            return result;
        }

        // Sound: the scratch memory is larger, and this object's.
        Span<byte> given = new((void*)_scratch, 144);
        Span<byte> made = new((void*)(_scratch + 1024), StatusBytes);
        made.Clear();
        given.Slice(24, 4).CopyTo(made.Slice(16));
        given.Slice(16, 4).CopyTo(made.Slice(20));
        given.Slice(28, 8).CopyTo(made.Slice(24));
        given.Slice(40, 8).CopyTo(made.Slice(32));
        given.Slice(48, 8).CopyTo(made.Slice(44));
        made.CopyTo(given);
        return Move(WriteMemory, address, StatusBytes);
    }

    // A vector has an address and a length of 32 bits each on the i386, and of 64 on the host.
    private unsafe long Several(long number, long descriptor, long vector, long count)
    {
        if (count > 1024)
        {
            return thread.Call(number, descriptor, Nowhere, count);
        }

        if (count != 0 && Move(ReadMemory, vector, (int)count * 8) != 0)
        {
            return thread.Call(number, descriptor, Nowhere, count);
        }

        // Sound: 1,024 buffers take 8 and 16 KiB of the scratch memory.
        ReadOnlySpan<byte> given = new((void*)_scratch, (int)count * 8);
        Span<byte> made = new((void*)(_scratch + (ScratchBytes / 2)), (int)count * 16);
        for (int i = 0; i < (int)count; i++)
        {
            uint address = BinaryPrimitives.ReadUInt32LittleEndian(given[(i * 8)..]);
            int bytes = BinaryPrimitives.ReadInt32LittleEndian(given[((i * 8) + 4)..]);
            BinaryPrimitives.WriteInt64LittleEndian(made[(i * 16)..], address);
            BinaryPrimitives.WriteInt64LittleEndian(made[((i * 16) + 8)..], bytes);
        }

        return thread.Call(number, descriptor, _scratch + (ScratchBytes / 2), count);
    }

    // Copies between the scratch memory and a program's address as Linux itself would: 0, or EFAULT.
    private long Move(long number, long address, int bytes)
    {
        nint vectors = _scratch + ScratchBytes - 32;
        Marshal.WriteInt64(vectors, _scratch);
        Marshal.WriteInt64(vectors + 8, bytes);
        Marshal.WriteInt64(vectors + 16, address);
        Marshal.WriteInt64(vectors + 24, bytes);
        long done = thread.Call(number, Environment.ProcessId, vectors, 1, vectors + 16, 1, 0);
        return done == bytes ? 0 : -(long)Errno.EFAULT;
    }
}
