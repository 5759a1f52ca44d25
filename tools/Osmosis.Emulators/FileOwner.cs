// Who owns a file, which .NET doesn't tell.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Osmosis.Emulators;

internal static class FileOwner
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStatus = 0x7FF;
    private const int StatusBytes = 256;

    // In struct statx, which is the same on every processor.
    private const int OwnerOffset = 20;
    private const int ModeOffset = 28;

    private const int KindMask = 0xF000;
    private const int Folder = 0x4000;
    private const int OthersMask = 0x3F;

    /// <summary>
    /// Whether a path is a folder itself, not a link to one, that belongs to this process's user, and that nobody else
    /// may enter, list or change.
    /// </summary>
    public static bool IsPrivateFolder(string path)
    {
        byte[] status = new byte[StatusBytes];
        if (StatusOf(CurrentFolder, path, NoFollow, BasicStatus, status) != 0)
        {
            return false;
        }

        int mode = BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(ModeOffset));
        return (mode & KindMask) == Folder && (mode & OthersMask) == 0
            && BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(OwnerOffset)) == EffectiveUser();
    }

    // glibc copies at most StatusBytes bytes into the array, which stays where it is during the call.
    [DllImport("libc", EntryPoint = "statx")]
    private static extern int StatusOf(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags,
        uint mask, [Out] byte[] status);

    [DllImport("libc", EntryPoint = "geteuid")]
    public static extern uint EffectiveUser();
}
