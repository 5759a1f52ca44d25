using System;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>What poll says of a file: Linux's bits (include/uapi/asm-generic/poll.h).</summary>
[Flags]
public enum PollEvents : ushort
{
    None = 0,
    In = 1,
    Out = 4,

    /// <summary>Nobody reads from the pipe any more.</summary>
    Error = 8,

    /// <summary>Nobody writes to the pipe any more; who hasn't begun yet doesn't count.</summary>
    HangUp = 0x10,

    /// <summary>The descriptor isn't open.</summary>
    Invalid = 0x20,
    NormalIn = 0x40,
    NormalOut = 0x100,

    AnyIn = In | NormalIn,
    AnyOut = Out | NormalOut,
}

/// <summary>Whether a read or a write would have to wait.</summary>
public static class Readiness
{
    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        public PollEvents EventsOf(Handle opened)
        {
            ref OpenFile file = ref files.Opened[opened];
            ref Node node = ref files.Nodes[file.Node];
            if (node.Kind == NodeMode.CharacterDevice)
            {
                return files.Machine.PollDevice(node.Device);
            }

            if (node.Kind != NodeMode.Pipe)
            {
                return PollEvents.AnyIn | PollEvents.AnyOut;
            }

            PollEvents events = PollEvents.None;
            if (file.MayRead)
            {
                events |= node.Pipe.Count != 0 ? PollEvents.AnyIn : PollEvents.None;
                bool isLeft = node.Pipe.Writers == 0 && (uint)file.Position != node.Pipe.EverWritten;
                events |= isLeft ? PollEvents.HangUp : PollEvents.None;
            }

            if (file.MayWrite)
            {
                bool hasRoom = Pipes.Capacity - node.Pipe.Count >= Pipes.MostAtOnce;
                events |= hasRoom ? PollEvents.AnyOut : PollEvents.None;
                events |= node.Pipe.Readers == 0 ? PollEvents.Error : PollEvents.None;
            }

            return events;
        }
    }
}
