using System;
using System.Diagnostics.CodeAnalysis;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>
/// Goes along a path to its last part, through folders and symbolic links. The text of a link is read where it lies, so
/// that nothing is put together: a link that is being followed is a level with a place in its text.
/// </summary>
internal ref struct PathWalk
{
    /// <summary>Symbolic links in one path, as on Linux.</summary>
    public const uint MostLinks = PathLevels.Count - 1;

    /// <summary>The folder in which the last part is looked up.</summary>
    public Handle Folder;

    /// <summary>What the last part is.</summary>
    public LastPart Last;

    /// <summary>Whether slashes stand behind it: then it must be a folder.</summary>
    public bool HasSlash;

    private readonly ReadOnlySpan<byte> _path;
    private readonly Handle _root;
    private PathName _name;
    private uint _nameLength;
    private PathLevels _levels;
    private uint _depth;
    private uint _links;

    /// <summary>Begins at the root or at a folder, as the path says.</summary>
    public PathWalk(Handle root, Handle folder, ReadOnlySpan<byte> path)
    {
        _root = root;
        _path = path;
        Folder = path[0] == (byte)'/' ? root : folder;
    }

    /// <summary>The last part, when it is a name.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Name => ((ReadOnlySpan<byte>)_name).Slice(0, (int)_nameLength);

    /// <summary>Goes on to the last part.</summary>
    public Errno ToLast<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        for (; ; )
        {
            Errno error = NextPart(ref files, out bool isLast);
            if (error != Errno.None || isLast)
            {
                return error;
            }

            error = Enter(ref files);
            if (error != Errno.None)
            {
                return error;
            }
        }
    }

    /// <summary>
    /// What the last part leads to; none when no file has the name. ENAMETOOLONG when none can have it.
    /// </summary>
    public readonly Errno LookUp<T>(ref FileSystem<T> files, out Handle node)
        where T : struct, IFileMachine
    {
        if (Last != LastPart.Name)
        {
            node = Last == LastPart.DotDot ? files.Nodes[Folder].Entries.Parent : Folder;
            return Errno.None;
        }

        Errno error = FindEntry(ref files, out uint entry);
        node = entry == 0 ? default : files.Entries[entry].Node;
        return error;
    }

    /// <summary>The entry that a last part has which is a name; 0 when there is none. ENAMETOOLONG.</summary>
    public readonly Errno FindEntry<T>(ref FileSystem<T> files, out uint entry)
        where T : struct, IFileMachine
    {
        files.PrepareEntries(Folder);
        bool isTooLong = _nameLength > FileSystem<T>.LongestName;
        entry = isTooLong ? 0 : files.FindEntry(Folder, Name);
        return isTooLong ? Errno.ENAMETOOLONG : Errno.None;
    }

    /// <summary>Goes on along a symbolic link's text, to its last part.</summary>
    public Errno Follow<T>(ref FileSystem<T> files, Handle link)
        where T : struct, IFileMachine
    {
        Errno error = Push(ref files, link);
        return error == Errno.None ? ToLast(ref files) : error;
    }

    private Errno Enter<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        Errno error = LookUp(ref files, out Handle node);
        if (error != Errno.None || node.IsNone)
        {
            return error != Errno.None ? error : Errno.ENOENT;
        }

        error = files.Jump(ref node);
        if (error != Errno.None)
        {
            return error;
        }

        if (files.Nodes[node].IsLink)
        {
            return Push(ref files, node);
        }

        if (!files.Nodes[node].IsFolder)
        {
            return Errno.ENOTDIR;
        }

        Folder = node;
        return Errno.None;
    }

    private Errno Push<T>(ref FileSystem<T> files, Handle link)
        where T : struct, IFileMachine
    {
        Errno error = _links == MostLinks ? Errno.ELOOP : files.PrepareContents(link);
        if (error != Errno.None)
        {
            return error;
        }

        _links++;
        _levels[(int)_depth].Link = link;
        _depth++;
        At = 0;
        error = Peek(ref files, out int first);
        if (error == Errno.None && first == '/')
        {
            Folder = _root;
        }

        return error;
    }

    /// <summary>Reads the next part. Levels that end before it are left.</summary>
    private Errno NextPart<T>(ref FileSystem<T> files, out bool isLast)
        where T : struct, IFileMachine
    {
        isLast = false;
        Errno error = SkipSlashes(ref files, out _, out int next);
        if (error != Errno.None)
        {
            return error;
        }

        if (next < 0)
        {
            Last = LastPart.None;
            isLast = true;
            return Errno.None;
        }

        error = ReadName(ref files, next);
        if (error != Errno.None)
        {
            return error;
        }

        Last = _nameLength <= 2 ? PathName.PartOf(Name) : LastPart.Name;
        error = SkipSlashes(ref files, out bool hasSlash, out next);
        isLast = next < 0;
        HasSlash |= isLast && hasSlash;
        return error;
    }

    /// <summary>Reads a name. One that is too long is read to its end, and refused when it is looked up.</summary>
    private Errno ReadName<T>(ref FileSystem<T> files, int next)
        where T : struct, IFileMachine
    {
        for (_nameLength = 0; next >= 0 && next != '/';)
        {
            if (_nameLength < FileSystem<T>.LongestName)
            {
                _name[(int)_nameLength] = (byte)next;
            }

            _nameLength++;
            At++;
            Errno error = Peek(ref files, out next);
            if (error != Errno.None)
            {
                return error;
            }
        }

        return Errno.None;
    }

    /// <summary>Skips slashes, and levels that are at their end. The next character is -1 at the end of all.</summary>
    private Errno SkipSlashes<T>(ref FileSystem<T> files, out bool hasSlash, out int next)
        where T : struct, IFileMachine
    {
        hasSlash = false;
        for (; ; )
        {
            Errno error = Peek(ref files, out next);
            if (error != Errno.None || (next < 0 && _depth == 0) || (next >= 0 && next != '/'))
            {
                return error;
            }

            if (next < 0)
            {
                _depth--;
            }
            else
            {
                hasSlash = true;
                At++;
            }
        }
    }

    [UnscopedRef]
    private ref uint At => ref _levels[(int)_depth].At;

    /// <summary>The next character of the present level, -1 at its end.</summary>
    private Errno Peek<T>(ref FileSystem<T> files, out int next)
        where T : struct, IFileMachine
    {
        next = -1;
        if (_depth == 0)
        {
            next = At < (uint)_path.Length ? _path[(int)At] : -1;
            return Errno.None;
        }

        uint text = files.Nodes[_levels[(int)_depth - 1].Link].Contents;
        if (At >= files.Machine.ObjectLength(text))
        {
            return Errno.None;
        }

        Span<byte> one = stackalloc byte[1];
        bool isRead = files.Machine.ReadObject(text, At, one) == 1;
        next = isRead ? one[0] : -1;
        return isRead ? Errno.None : Errno.EIO;
    }
}
