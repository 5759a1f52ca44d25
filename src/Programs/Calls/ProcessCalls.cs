using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Calls;

/// <summary>exit, fork, clone, wait4 and what a process asks about its family.</summary>
internal static class ProcessCalls
{
    private const uint AnyChild = uint.MaxValue;
    private const uint DontWait = 1;

    // clone: the signal for the parent is in the lowest byte.
    private const uint SignalMask = 0xFF;
    private const uint SetChildId = 0x0100_0000;
    private const uint ClearChildId = 0x0020_0000;
    private const uint SetParentId = 0x0010_0000;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>exit(status), exit_group(status). Doesn't return to the program.</summary>
        public uint Exit(ref Thread caller)
        {
            system.Next = system.End(system.Processes[caller.Process].Thread, (caller.Registers.Ebx & 0xFF) << 8);
            return 0;
        }

        /// <summary>fork(). The child goes on with the same registers and a 0 in EAX, after its parent.</summary>
        public uint Fork(ref Thread caller) => system.Fork(ref caller, out _);

        /// <summary>clone(flags, stack, parent's id, segment, child's id), as far as fork goes: a copy of the caller's space.</summary>
        public uint Clone(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint flags = with.Ebx;
            if ((flags & ~(SignalMask | SetChildId | ClearChildId | SetParentId)) != 0)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            uint stack = with.Ecx, parentId = with.Edx, childId = with.Edi;
            uint result = system.Fork(ref caller, out uint child);
            if (child == 0)
            {
                return result;
            }

            ref Thread made = ref system.Processes.Thread(system.Processes[child].Thread);
            made.Registers.Esp = stack != 0 ? stack : made.Registers.Esp;
            made.ClearId = (flags & ClearChildId) != 0 ? childId : 0;

            // As on Linux, an address that isn't the program's is the program's own loss.
            if ((flags & SetParentId) != 0)
            {
                _ = system.TryWriteWord(system.SpaceOf(in caller), parentId, result);
            }

            if ((flags & SetChildId) != 0)
            {
                _ = system.TryWriteWord(system.Processes[child].Space, childId, result);
            }

            return result;
        }

        /// <summary>wait4(child, status, options, resources).</summary>
        public uint WaitFor(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint id = with.Ebx == AnyChild ? 0 : with.Ebx;
            if (!system.Processes.TryFindZombie(caller.Process, id, out uint child, out bool exists))
            {
                if (!exists)
                {
                    return CallResult.Of(Errno.ECHILD);
                }

                if ((with.Edx & DontWait) != 0)
                {
                    return 0;
                }

                return system.Wait(ref caller, WaitChannel.ChildOf(caller.Process));
            }

            if (with.Ecx != 0 && !system.TryWriteWord(system.SpaceOf(in caller), with.Ecx, system.Processes[child].Status))
            {
                return CallResult.Of(Errno.EFAULT);
            }

            uint found = system.Processes[child].Id;
            system.Processes.Reap(child);
            return found;
        }

        public uint ParentId(in Thread caller)
        {
            uint parent = system.Processes[caller.Process].Parent;
            return parent == 0 ? 0 : system.Processes[parent].Id;
        }

        private uint Fork(ref Thread caller, out uint child)
        {
            child = 0;
            if (!system.Processes.TryReserve())
            {
                return CallResult.Of(Errno.EAGAIN);
            }

            SpaceError error = system.Spaces.Fork(system.SpaceOf(in caller), out uint space);
            if (error != SpaceError.None)
            {
                return CallResult.Of(Errno.ENOMEM);
            }

            child = system.Processes.Create(caller.Process, space);
            uint thread = system.Processes[child].Thread;
            ref Thread made = ref system.Processes.Thread(thread);
            made.Fpu = caller.Fpu;
            made.Segments = caller.Segments;
            made.Registers = caller.Registers;
            made.Registers.Eax = 0;
            system.Processes.MakeReady(thread);
            return made.Id;
        }
    }
}
