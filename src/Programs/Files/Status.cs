using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>What stat says of a file.</summary>
public struct FileStatus
{
    /// <summary>The node's number: no two that live at one time have the same.</summary>
    public uint Inode;

    public uint Mode;
    public uint Links;
    public uint User;
    public uint Group;
    public uint Device;

    /// <summary>In bytes.</summary>
    public ulong Length;

    /// <summary>Nanoseconds since 1970.</summary>
    public ulong Accessed;

    public ulong Modified;
    public ulong Changed;
}

/// <summary>stat, chmod, chown, utimens, readlink.</summary>
public static class Status
{
    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        public FileStatus StatusOf(Handle node)
        {
            ref Node asked = ref files.Nodes[node];
            return new FileStatus
            {
                Inode = node.Value,
                Mode = asked.Mode,
                Links = asked.Kind == NodeMode.Pipe && asked.Pipe.IsNameless ? 1 : asked.Links,
                User = asked.User,
                Group = asked.Group,
                Device = asked.Device,
                Length = asked.Kind is NodeMode.File or NodeMode.Link ? files.Machine.ObjectLength(asked.Contents) : 0,
                Accessed = asked.Accessed,
                Modified = asked.Modified,
                Changed = asked.Changed,
            };
        }

        public void SetPermissions(Handle node, uint permissions)
        {
            ref Node changed = ref files.Nodes[node];
            changed.Mode = changed.Kind | (permissions & NodeMode.Permissions);
            changed.Changed = files.Now;
        }

        /// <summary>
        /// Gives a file another owner; uint.MaxValue leaves one as it is. Unless it is a folder, it no longer lends its
        /// owner's rights to who executes it.
        /// </summary>
        public void SetOwner(Handle node, uint user, uint group)
        {
            ref Node changed = ref files.Nodes[node];
            changed.User = user == uint.MaxValue ? changed.User : user;
            changed.Group = group == uint.MaxValue ? changed.Group : group;
            uint ofGroup = (changed.Mode & NodeMode.GroupExecute) != 0 ? NodeMode.SetGroup : 0;
            changed.Mode &= changed.IsFolder ? uint.MaxValue : ~(NodeMode.SetUser | ofGroup);
            changed.Changed = files.Now;
        }

        public void SetTimes(Handle node, ulong accessed, ulong modified)
        {
            ref Node changed = ref files.Nodes[node];
            changed.Accessed = accessed;
            changed.Modified = modified;
            changed.Changed = files.Now;
        }

        /// <summary>
        /// A symbolic link's text, cut to the buffer. EINVAL when it is none, or the buffer is empty.
        /// </summary>
        public Outcome ReadLink(Handle folder, ReadOnlySpan<byte> path, Span<byte> text)
        {
            if (text.IsEmpty)
            {
                return Outcome.Failed(Errno.EINVAL);
            }

            Errno error = files.Resolve(folder, path, follows: false, out Handle node);
            if (error != Errno.None || !files.Nodes[node].IsLink)
            {
                return Outcome.Failed(error != Errno.None ? error : Errno.EINVAL);
            }

            error = files.PrepareContents(node);
            if (error != Errno.None)
            {
                return Outcome.Failed(error);
            }

            uint done = files.Machine.ReadObject(files.Nodes[node].Contents, 0, text);
            return done == 0 ? Outcome.Failed(Errno.EIO) : Outcome.Done(done);
        }
    }
}
