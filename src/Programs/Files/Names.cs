using System;

namespace Osmosis.Programs.Files;

/// <summary>The names in folders, in pieces of 28 bytes.</summary>
internal static class Names
{
    /// <summary>Pieces that a name of so many bytes takes.</summary>
    public static uint PiecesOf(int length) => ((uint)length + NamePiece.Size - 1) / NamePiece.Size;

    /// <summary>FNV-1a: short, and good enough to tell names apart.</summary>
    public static uint Hash(ReadOnlySpan<byte> name)
    {
        uint hash = 2_166_136_261;
        foreach (byte character in name)
        {
            hash = (hash ^ character) * 16_777_619;
        }

        return hash;
    }

    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>Keeps a name. Its pieces must have been reserved.</summary>
        public uint Keep(ReadOnlySpan<byte> name)
        {
            uint first = files.Pieces.Take();
            uint piece = first;
            for (int done = 0; ;)
            {
                ReadOnlySpan<byte> some = name.Slice(done, Math.Min(name.Length - done, (int)NamePiece.Size));
                some.CopyTo(files.Pieces[piece].Bytes);
                done += some.Length;
                if (done == name.Length)
                {
                    files.Pieces[piece].Next = 0;
                    return first;
                }

                uint next = files.Pieces.Take();
                files.Pieces[piece].Next = next;
                piece = next;
            }
        }

        /// <summary>Copies a name, whose length the buffer must have.</summary>
        public void CopyName(uint piece, Span<byte> name)
        {
            for (int done = 0; done < name.Length; piece = files.Pieces[piece].Next)
            {
                Span<byte> text = files.Pieces[piece].Bytes;
                Span<byte> some = text.Slice(0, Math.Min(name.Length - done, (int)NamePiece.Size));
                some.CopyTo(name.Slice(done));
                done += some.Length;
            }
        }

        public void Forget(uint piece)
        {
            while (piece != 0)
            {
                uint next = files.Pieces[piece].Next;
                files.Pieces.Free(piece);
                piece = next;
            }
        }

        /// <summary>Whether an entry has this name.</summary>
        public bool HasName(in FolderEntry entry, ReadOnlySpan<byte> name)
        {
            if (entry.NameLength != (uint)name.Length)
            {
                return false;
            }

            uint piece = entry.Name;
            for (int done = 0; done < name.Length; piece = files.Pieces[piece].Next)
            {
                Span<byte> text = files.Pieces[piece].Bytes;
                Span<byte> some = text.Slice(0, Math.Min(name.Length - done, (int)NamePiece.Size));
                if (!some.SequenceEqual(name.Slice(done, some.Length)))
                {
                    return false;
                }

                done += some.Length;
            }

            return true;
        }
    }
}
