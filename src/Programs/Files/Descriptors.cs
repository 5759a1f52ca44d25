using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>
/// What processes do with descriptors: dup, dup2, dup3, fcntl, close, and what fork and exec do with all of them.
/// </summary>
public static class Descriptors
{
    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>The open file behind a descriptor; none when there is none.</summary>
        public Handle Find(in DescriptorTable table, uint descriptor)
        {
            uint block = files.BlockOf(in table, descriptor);
            return block == 0 ? default : files.Tables[block].Files[(int)(descriptor % DescriptorBlock.Size)];
        }

        /// <summary>
        /// Gives an open file the lowest free descriptor from a number on. The table takes over the caller's reference.
        /// EMFILE when there is none below 1,024, EINVAL when the number isn't either, ENOMEM.
        /// </summary>
        public Errno Install(ref DescriptorTable table, Handle opened, uint from, bool closesOnExec,
            out uint descriptor)
        {
            descriptor = from;
            if (from >= DescriptorTable.MostDescriptors)
            {
                return Errno.EINVAL;
            }

            while (!files.Find(in table, descriptor).IsNone)
            {
                descriptor++;
            }

            if (descriptor >= DescriptorTable.MostDescriptors)
            {
                return Errno.EMFILE;
            }

            if (!files.TryExtend(ref table, descriptor))
            {
                return Errno.ENOMEM;
            }

            files.Set(in table, descriptor, opened, closesOnExec);
            return Errno.None;
        }

        /// <summary>Closes a descriptor. EBADF.</summary>
        public Errno CloseDescriptor(in DescriptorTable table, uint descriptor)
        {
            Handle opened = files.Find(in table, descriptor);
            if (opened.IsNone)
            {
                return Errno.EBADF;
            }

            files.Set(in table, descriptor, default, closesOnExec: false);
            files.Close(opened);
            return Errno.None;
        }

        /// <summary>
        /// Gives a descriptor's open file another descriptor, the lowest from a number on (dup, F_DUPFD). EBADF before
        /// all else.
        /// </summary>
        public Errno Duplicate(ref DescriptorTable table, uint descriptor, uint from, bool closesOnExec,
            out uint duplicate)
        {
            duplicate = 0;
            Handle opened = files.Find(in table, descriptor);
            if (opened.IsNone)
            {
                return Errno.EBADF;
            }

            Errno error = files.Install(ref table, opened, from, closesOnExec, out duplicate);
            if (error == Errno.None)
            {
                files.Share(opened);
            }

            return error;
        }

        /// <summary>
        /// Makes a descriptor name the same open file as another one (dup2, dup3), and closes what it named. EBADF when
        /// the first is not open or the second not below 1,024. The same one twice changes nothing here; dup3 refuses
        /// that before.
        /// </summary>
        public Errno DuplicateTo(ref DescriptorTable table, uint descriptor, uint target, bool closesOnExec)
        {
            Handle opened = files.Find(in table, descriptor);
            if (opened.IsNone || target >= DescriptorTable.MostDescriptors)
            {
                return Errno.EBADF;
            }

            if (descriptor == target)
            {
                return Errno.None;
            }

            if (!files.TryExtend(ref table, target))
            {
                return Errno.ENOMEM;
            }

            Handle replaced = files.Find(in table, target);
            files.Share(opened);
            files.Set(in table, target, opened, closesOnExec);
            if (!replaced.IsNone)
            {
                files.Close(replaced);
            }

            return Errno.None;
        }

        /// <summary>Whether exec closes an open descriptor (F_GETFD).</summary>
        public bool IsClosedByExec(in DescriptorTable table, uint descriptor) =>
            (files.Tables[files.BlockOf(in table, descriptor)].ClosedByExec & DescriptorBlock.BitOf(descriptor)) != 0;

        /// <summary>Says whether exec closes an open descriptor (F_SETFD).</summary>
        public void SetClosedByExec(in DescriptorTable table, uint descriptor, bool closesOnExec) =>
            files.Set(in table, descriptor, files.Find(in table, descriptor), closesOnExec);

        /// <summary>
        /// A copy of a table, for a fork: open files are shared, with their positions. ENOMEM, and nothing is changed.
        /// </summary>
        public Errno CopyTable(in DescriptorTable table, out DescriptorTable copy)
        {
            copy = default;
            uint blocks = 0;
            for (uint block = table.First; block != 0; block = files.Tables[block].Next)
            {
                blocks++;
            }

            if (!files.Tables.TryReserve(blocks))
            {
                return Errno.ENOMEM;
            }

            uint last = 0;
            for (uint block = table.First; block != 0; block = files.Tables[block].Next)
            {
                uint taken = files.Append(ref copy, last);
                files.Tables[taken].Files = files.Tables[block].Files;
                files.Tables[taken].ClosedByExec = files.Tables[block].ClosedByExec;
                foreach (Handle opened in files.Tables[taken].Files)
                {
                    if (!opened.IsNone)
                    {
                        files.Share(opened);
                    }
                }

                last = taken;
            }

            return Errno.None;
        }

        /// <summary>Closes the descriptors that exec closes.</summary>
        public void CloseForExec(in DescriptorTable table) => files.CloseAll(in table, isForExec: true);

        /// <summary>Closes all descriptors, and frees the table.</summary>
        public void ReleaseTable(ref DescriptorTable table)
        {
            files.CloseAll(in table, isForExec: false);
            while (table.First != 0)
            {
                uint block = table.First;
                table.First = files.Tables[block].Next;
                files.Tables.Free(block);
            }
        }

        private void CloseAll(in DescriptorTable table, bool isForExec)
        {
            for (uint block = table.First; block != 0; block = files.Tables[block].Next)
            {
                uint closed = isForExec ? files.Tables[block].ClosedByExec : uint.MaxValue;
                files.Tables[block].ClosedByExec &= ~closed;
                Span<Handle> slots = files.Tables[block].Files;
                for (int i = 0; i < slots.Length; i++)
                {
                    Handle opened = slots[i];
                    if (!opened.IsNone && (closed & DescriptorBlock.BitOf((uint)i)) != 0)
                    {
                        slots[i] = default;
                        files.Close(opened);
                    }
                }
            }
        }
    }
}
