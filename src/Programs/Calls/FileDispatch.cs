using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Calls;

/// <summary>
/// Finds the call about files that a number names: first those with descriptors, then those with paths.
/// </summary>
internal static class FileDispatch
{
    private const uint Here = PathCalls.WorkingFolder;
    private const uint LargestLength = 0x7FFF_FFFF;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Calls on open files.</summary>
        public uint DispatchFile(ref Thread caller)
        {
            ref Registers with = ref caller.Registers;
            switch ((CallNumber)with.Eax)
            {
                case CallNumber.Read:
                    return system.Read(ref caller, TransferCalls.OwnPosition);
                case CallNumber.Write:
                    return system.Write(ref caller, TransferCalls.OwnPosition);
                case CallNumber.ReadAt:
                    return system.Read(ref caller, Both(with.Esi, with.Edi));
                case CallNumber.WriteAt:
                    return system.Write(ref caller, Both(with.Esi, with.Edi));
                case CallNumber.ReadSeveral:
                    return system.ReadSeveral(ref caller);
                case CallNumber.WriteSeveral:
                    return system.WriteSeveral(ref caller);
                case CallNumber.Send:
                case CallNumber.SendLong:
                    return system.Send(ref caller, isLong: with.Eax == (uint)CallNumber.SendLong);
                case CallNumber.CopyRange:
                    return system.CopyRange(ref caller);
                case CallNumber.Close:
                    return system.Close(in caller, with.Ebx);
                case CallNumber.Duplicate:
                    return system.Duplicate(in caller, with.Ebx, 0, closes: false);
                case CallNumber.DuplicateTo:
                    return system.DuplicateTo(in caller, with.Ebx, with.Ecx, 0, maySame: true);
                case CallNumber.DuplicateWith:
                    return system.DuplicateTo(in caller, with.Ebx, with.Ecx, (OpenFlags)with.Edx, maySame: false);
                case CallNumber.Pipe:
                    return system.MakePipe(in caller, with.Ebx, OpenFlags.None);
                case CallNumber.PipeWith:
                    return system.MakePipe(in caller, with.Ebx, (OpenFlags)with.Ecx);
                case CallNumber.Control:
                case CallNumber.ControlLong:
                    return system.Control(in caller, with.Ebx, with.Ecx, with.Edx);
                case CallNumber.DeviceControl:
                    return system.ControlDevice(ref caller);
                case CallNumber.Seek:
                    return system.Seek(in caller, with.Ebx, (int)with.Ecx, with.Edx);
                case CallNumber.LongSeek:
                    return system.LongSeek(in caller);
                case CallNumber.TruncateOpen:
                    return system.TruncateOpen(in caller, with.Ebx, (int)with.Ecx);
                case CallNumber.TruncateOpenLong:
                    return system.TruncateOpen(in caller, with.Ebx, (long)Both(with.Ecx, with.Edx));
                case CallNumber.OpenStatus:
                    return system.Status(in caller, with.Ebx, with.Ecx);
                case CallNumber.OpenFileSystemStatus:
                    return system.WithOpened(in caller, out _) is var error and not Errno.None
                        ? CallResult.Of(error)
                        : system.FileSystemStatus(in caller, with.Edx);
                case CallNumber.List:
                    return system.List(in caller);
                case CallNumber.SetOpenRights:
                    return system.SetRights(in caller, with.Ebx, with.Ecx);
                case CallNumber.SetOpenOwner:
                    return system.SetOwner(in caller, with.Ebx, with.Ecx, with.Edx);
                case CallNumber.EnterOpen:
                    Errno found = system.WithOpened(in caller, out Handle opened);
                    return system.Enter(in caller, found,
                        found == Errno.None ? system.Files.Opened[opened].Node : default);
                case CallNumber.AdviseFile:
                case CallNumber.SynchroniseFile:
                case CallNumber.SynchroniseData:
                    return CallResult.Of(system.WithOpened(in caller, out _));
                default:
                    return system.DispatchSignal(ref caller);
            }
        }

        /// <summary>Calls with paths.</summary>
        public uint DispatchPath(ref Thread caller)
        {
            ref Registers with = ref caller.Registers;
            switch ((CallNumber)with.Eax)
            {
                case CallNumber.Open:
                    return system.Open(ref caller, Here, with.Ebx, (OpenFlags)with.Ecx, with.Edx);
                case CallNumber.OpenAt:
                    return system.Open(ref caller, with.Ebx, with.Ecx, (OpenFlags)with.Edx, with.Esi);
                case CallNumber.Create:
                    return system.Open(ref caller, Here, with.Ebx,
                        OpenFlags.Create | OpenFlags.WriteOnly | OpenFlags.Truncate, with.Ecx);
                case CallNumber.Status:
                    return system.Status(in caller, Here, with.Ebx, with.Ecx, 0);
                case CallNumber.LinkStatus:
                    return system.Status(in caller, Here, with.Ebx, with.Ecx, PathCalls.DoesNotFollow);
                case CallNumber.StatusAt:
                    return system.Status(in caller, with.Ebx, with.Ecx, with.Edx, with.Esi);
                case CallNumber.LongStatus:
                    return system.LongStatus(in caller);
                case CallNumber.FileSystemStatus:
                    return system.FileSystemStatus(in caller);
                case CallNumber.Access:
                    return system.MayAccess(in caller, Here, with.Ebx, with.Ecx, 0);
                case CallNumber.AccessAt:
                    return system.MayAccess(in caller, with.Ebx, with.Ecx, with.Edx, 0);
                case CallNumber.AccessWith:
                    return system.MayAccess(in caller, with.Ebx, with.Ecx, with.Edx, with.Esi);
                case CallNumber.ReadLink:
                    return system.ReadLink(in caller, Here, with.Ebx, with.Ecx, with.Edx);
                case CallNumber.ReadLinkAt:
                    return system.ReadLink(in caller, with.Ebx, with.Ecx, with.Edx, with.Esi);
                case CallNumber.GetFolder:
                    return system.GetFolder(in caller);
                case CallNumber.Enter:
                    return system.Enter(in caller, system.Find(in caller, Here, with.Ebx, 0, out Handle folder),
                        folder);
                case CallNumber.Truncate:
                    return system.Truncate(in caller, (int)with.Ecx);
                case CallNumber.TruncateLong:
                    return system.Truncate(in caller, (long)Both(with.Ecx, with.Edx));
                case CallNumber.Mask:
                    return system.SetMask(in caller);
                default:
                    return system.DispatchName(ref caller);
            }
        }

        /// <summary>Calls that change names.</summary>
        private uint DispatchName(ref Thread caller)
        {
            ref Registers with = ref caller.Registers;
            switch ((CallNumber)with.Eax)
            {
                case CallNumber.MakeFolder:
                    return system.MakeFolder(in caller, Here, with.Ebx, with.Ecx);
                case CallNumber.MakeFolderAt:
                    return system.MakeFolder(in caller, with.Ebx, with.Ecx, with.Edx);
                case CallNumber.MakeNode:
                    return system.MakeNode(in caller, Here, with.Ebx, with.Ecx, with.Edx);
                case CallNumber.MakeNodeAt:
                    return system.MakeNode(in caller, with.Ebx, with.Ecx, with.Edx, with.Esi);
                case CallNumber.Unlink:
                    return system.Remove(in caller, Here, with.Ebx, 0);
                case CallNumber.RemoveFolder:
                    return system.Remove(in caller, Here, with.Ebx, PathCalls.RemovesFolder);
                case CallNumber.UnlinkAt:
                    return system.Remove(in caller, with.Ebx, with.Ecx, with.Edx);
                case CallNumber.Rename:
                    return system.Rename(in caller, Here, with.Ebx, Here, with.Ecx, 0);
                case CallNumber.RenameAt:
                    return system.Rename(in caller, with.Ebx, with.Ecx, with.Edx, with.Esi, 0);
                case CallNumber.RenameWith:
                    return system.Rename(in caller, with.Ebx, with.Ecx, with.Edx, with.Esi, with.Edi);
                case CallNumber.Link:
                    return system.Link(in caller, Here, with.Ebx, Here, with.Ecx, 0);
                case CallNumber.LinkAt:
                    return system.Link(in caller, with.Ebx, with.Ecx, with.Edx, with.Esi, with.Edi);
                case CallNumber.Symlink:
                    return system.MakeLink(in caller, with.Ebx, Here, with.Ecx);
                case CallNumber.SymlinkAt:
                    return system.MakeLink(in caller, with.Ebx, with.Ecx, with.Edx);
                case CallNumber.SetRights:
                    return system.SetRights(in caller, Here, with.Ebx, with.Ecx);
                case CallNumber.SetRightsAt:
                    return system.SetRights(in caller, with.Ebx, with.Ecx, with.Edx);
                case CallNumber.SetOwner:
                    return system.SetOwner(in caller, Here, with.Ebx, with.Ecx, with.Edx, 0);
                case CallNumber.SetLinkOwner:
                    return system.SetOwner(in caller, Here, with.Ebx, with.Ecx, with.Edx, PathCalls.DoesNotFollow);
                case CallNumber.SetOwnerAt:
                    return system.SetOwner(in caller, with.Ebx, with.Ecx, with.Edx, with.Esi, with.Edi);
                case CallNumber.SetTimes:
                case CallNumber.SetTimesLong:
                    return system.SetTimes(in caller, isLong: with.Eax == (uint)CallNumber.SetTimesLong);
                case CallNumber.Mount:
                    return system.Mount(in caller);
                case CallNumber.Unmount:
                case CallNumber.UnmountBy:
                case CallNumber.Synchronise:
                    return 0;
                default:
                    return system.DispatchTime(ref caller);
            }
        }

        private Errno WithOpened(in Thread caller, out Handle opened) =>
            system.FindOpened(in caller, caller.Registers.Ebx, out opened);
    }

    private static ulong Both(uint low, uint high) => low | ((ulong)high << 32);
}
