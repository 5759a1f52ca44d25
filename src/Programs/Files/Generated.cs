using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>What is made when somebody looks: /proc.</summary>
internal static class Generated
{
    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>
        /// Whether a file is one of /proc, which programs take for a file system of its own. Its root is, the folder
        /// around it isn't.
        /// </summary>
        public bool IsGenerated(Handle node) => files.Nodes[node].Generator != 0;

        /// <summary>Before the entries of a folder are looked at.</summary>
        public void PrepareEntries(Handle folder)
        {
            if (files.IsGenerated(folder))
            {
                files.Machine.Refresh(folder);
            }
        }

        /// <summary>Before the contents of a file or a symbolic link are read from their start.</summary>
        public Errno PrepareContents(Handle node) =>
            files.IsGenerated(node) ? files.Machine.Generate(node) : Errno.None;

        /// <summary>
        /// Before a symbolic link is followed: one that leads to a node itself gives way to that node.
        /// </summary>
        public Errno Jump(ref Handle node)
        {
            if (!files.Nodes[node].IsLink || !files.IsGenerated(node))
            {
                return Errno.None;
            }

            Errno error = files.Machine.FindTarget(node, out Handle target);
            node = target.IsNone ? node : target;
            return error;
        }

        /// <summary>Nobody reads the contents any more for now.</summary>
        public void ForgetContents(Handle node)
        {
            if (files.IsGenerated(node) && files.Nodes[node].IsFile)
            {
                files.Machine.SetObjectLength(files.Nodes[node].Contents, 0);
            }
        }
    }
}
