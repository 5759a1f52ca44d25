using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>A process's descriptors. The default value is a table with none.</summary>
public struct DescriptorTable
{
    /// <summary>Descriptors that a process may have (Linux's default for RLIMIT_NOFILE).</summary>
    public const uint MostDescriptors = 1024;

    internal uint First;
}

/// <summary>The blocks of a table.</summary>
internal static class DescriptorBlocks
{
    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        public void Set(in DescriptorTable table, uint descriptor, Handle opened, bool closesOnExec)
        {
            ref DescriptorBlock block = ref files.Tables[files.BlockOf(in table, descriptor)];
            uint bit = DescriptorBlock.BitOf(descriptor);
            block.Files[(int)(descriptor % DescriptorBlock.Size)] = opened;
            block.ClosedByExec = closesOnExec ? block.ClosedByExec | bit : block.ClosedByExec & ~bit;
        }

        /// <summary>The block that has a descriptor; 0 when the table is shorter.</summary>
        public uint BlockOf(in DescriptorTable table, uint descriptor)
        {
            uint block = table.First;
            for (uint i = descriptor / DescriptorBlock.Size; i != 0 && block != 0; i--)
            {
                block = files.Tables[block].Next;
            }

            return block;
        }

        /// <summary>Sees to it that the table reaches to a descriptor.</summary>
        public bool TryExtend(ref DescriptorTable table, uint descriptor)
        {
            uint last = 0;
            uint missing = (descriptor / DescriptorBlock.Size) + 1;
            for (uint block = table.First; block != 0 && missing != 0; block = files.Tables[block].Next)
            {
                last = block;
                missing--;
            }

            if (!files.Tables.TryReserve(missing))
            {
                return false;
            }

            for (; missing != 0; missing--)
            {
                last = files.Append(ref table, last);
            }

            return true;
        }

        public uint Append(ref DescriptorTable table, uint last)
        {
            uint taken = files.Tables.Take();
            files.Tables[taken] = default;
            if (last == 0)
            {
                table.First = taken;
            }
            else
            {
                files.Tables[last].Next = taken;
            }

            return taken;
        }
    }
}
