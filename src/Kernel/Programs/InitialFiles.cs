// The first file system: what the boot module holds, and /dev.

using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Programs.Archives;
using Osmosis.Programs.Devices;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Proc;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Kernel.Programs;

internal static class InitialFiles
{
    private const uint ElfMagic = 0x464C_457F;
    private const uint MayExecute = 0x1ED;

    /// <summary>
    /// Makes the files of a cpio archive, or a file /init when the module is a program. Without a module there are the
    /// devices alone. Says what is wrong with an archive, and returns false: what was unpacked until then stays.
    /// </summary>
    public static bool TryUnpack(ref Personality<SpaceMemory> core)
    {
        BootArchive archive = default;
        if (archive.Length != 0 && !(IsProgram() ? TryMakeInit(ref core) : TryUnpack(ref core, archive)))
        {
            return false;
        }

        core.MakeDevices();
        if (!core.TryMakeProc())
        {
            Terminal.Row("run"u8, $"/proc can't be made: a file is in its place, or too few frames are free");
        }

        return true;
    }

    private static bool TryUnpack(ref Personality<SpaceMemory> core, BootArchive archive)
    {
        UnpackResult result = core.Files.Unpack(archive);
        if (result.Archive == ArchiveError.End)
        {
            return true;
        }

        if (result.Archive == ArchiveError.None)
        {
            Terminal.Row("run"u8,
                $"the boot module's entry {result.Entries + 1} can't be made: {StartFaultText.Describe(result.Error)}");
        }
        else if (result.Entries == 0)
        {
            Terminal.Row("run"u8, $"the boot module is neither a program nor a cpio archive (newc)");
        }
        else
        {
            Terminal.Row("run"u8,
                $"the boot module's archive is damaged behind entry {result.Entries}, at offset {(uint)result.At}");
        }

        return false;
    }

    private static bool TryMakeInit(ref Personality<SpaceMemory> core)
    {
        Errno error = core.Files.MakeNode(core.Files.Root, "init"u8, NodeMode.File | MayExecute, 0);
        if (error == Errno.None)
        {
            error = core.Files.Resolve(core.Files.Root, "init"u8, follows: false, out Handle made);
            default(SpaceMemory).ShowArchive(core.Files.Nodes[made].Contents, 0, KernelMemory.Boot.FirstModule.Bytes);
        }

        if (error != Errno.None)
        {
            Terminal.Row("run"u8, $"too few frames are free");
        }

        return error == Errno.None;
    }

    private static bool IsProgram()
    {
        uint magic = 0;
        if (KernelMemory.Boot.FirstModule.Bytes >= sizeof(uint))
        {
            BootArchive.Read(0, System.Runtime.InteropServices.MemoryMarshal.AsBytes(new System.Span<uint>(ref magic)));
        }

        return magic == ElfMagic;
    }
}
