using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>Where reads and writes begin: lseek, and which files have positions.</summary>
public static class Positions
{
    /// <summary>Linux's numbers for where a seek counts from.</summary>
    private const uint FromStart = 0;
    private const uint FromHere = 1;
    private const uint FromEnd = 2;
    private const uint ToData = 3;
    private const uint ToHole = 4;

    /// <summary>Whether a position may be so far from a start, neither of them outside [0, the longest file].</summary>
    private static Errno CheckPlace(ulong start, long offset)
    {
        long place = (long)start + offset;
        if (offset > 0 && place < 0)
        {
            return Errno.EOVERFLOW;
        }

        return place is < 0 or > 1L << 32 ? Errno.EINVAL : Errno.None;
    }

    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>
        /// Moves the position (lseek). EINVAL for a place before the start; ESPIPE where there are no positions; a
        /// device that has some stays at 0. All of a file counts as data, up to the hole at its end: ENXIO behind that.
        /// </summary>
        public Errno Seek(Handle opened, long offset, uint whence, out ulong position)
        {
            ref OpenFile file = ref files.Opened[opened];
            ref Node node = ref files.Nodes[file.Node];
            position = file.Position;
            if (whence > ToHole || (node.IsFolder && whence >= FromEnd))
            {
                return Errno.EINVAL;
            }

            if (!files.HasPositions(file.Node))
            {
                return Errno.ESPIPE;
            }

            if (node.Kind == NodeMode.CharacterDevice)
            {
                position = 0;
                return Errno.None;
            }

            ulong length = node.IsFile ? files.Machine.ObjectLength(node.Contents) : 0;
            if (whence >= ToData && (ulong)offset >= length)
            {
                return Errno.ENXIO;
            }

            ulong start = whence switch
            {
                FromHere => file.Position,
                FromEnd => length,
                ToHole => length - (ulong)offset,
                _ => 0,
            };
            Errno error = CheckPlace(start, offset);
            if (error == Errno.None)
            {
                position = start + (ulong)offset;
                file.Position = position;
            }

            return error;
        }

        /// <summary>Whether reads and writes may name a position.</summary>
        internal bool HasPositions(Handle node)
        {
            ref Node asked = ref files.Nodes[node];
            return asked.Kind != NodeMode.Pipe
                && (asked.Kind != NodeMode.CharacterDevice || files.Machine.HasPositions(asked.Device));
        }

        /// <summary>EINVAL for a position before the start, ESPIPE where there are none.</summary>
        internal Errno CheckPosition(Handle opened, ulong at) =>
            (long)at < 0 ? Errno.EINVAL
            : files.HasPositions(files.Opened[opened].Node) ? Errno.None
            : Errno.ESPIPE;
    }
}
