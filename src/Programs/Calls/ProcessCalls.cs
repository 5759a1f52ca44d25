using System;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Delivery;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Calls;

/// <summary>exit, fork, clone and what a process asks about its family.</summary>
internal static class ProcessCalls
{
    // clone: the signal for the parent is in the lowest byte.
    private const uint SignalMask = 0xFF;
    private const uint SetChildId = 0x0100_0000;
    private const uint ClearChildId = 0x0020_0000;
    private const uint SetParentId = 0x0010_0000;
    private const uint SharesMemory = 0x0000_0100;
    private const uint WaitsForChild = 0x0000_4000;

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

        /// <summary>
        /// clone(flags, stack, parent's id, segment, child's id), as far as fork goes: a copy of the caller's space.
        /// </summary>
        public uint Clone(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint flags = with.Ebx;
            if ((flags & (SharesMemory | WaitsForChild)) == (SharesMemory | WaitsForChild))
            {
                return system.VirtualFork(ref caller);
            }

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
                _ = system.TryWrite(system.SpaceOf(in caller), parentId, result);
            }

            if ((flags & SetChildId) != 0)
            {
                _ = system.TryWrite(system.Processes[child].Space, childId, result);
            }

            return result;
        }

        public uint ParentId(in Thread caller)
        {
            uint parent = system.Processes[caller.Process].Parent;
            return parent == 0 ? 0 : system.Processes[parent].Id;
        }

        /// <summary>
        /// vfork(), and clone as posix_spawn uses it: the child has the caller's space until it ends or becomes another
        /// program, and the caller waits for that.
        /// </summary>
        public uint VirtualFork(ref Thread caller)
        {
            ref Process process = ref system.Processes[caller.Process];
            if (caller.IsInCall)
            {
                return process.Borrower != 0
                    ? system.Wait(ref caller, WaitChannel.ReturnTo(caller.Process))
                    : caller.Progress;
            }

            Errno error = system.TakeForFork(in process, out DescriptorTable descriptors);
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            uint stack = caller.Registers.Ecx;
            bool hasStack = caller.Registers.Eax == (uint)CallNumber.Clone && stack != 0;
            uint child = system.MakeChild(ref caller, process.Space, in descriptors);
            ref Thread made = ref system.Processes.Thread(system.Processes[child].Thread);
            made.Registers.Esp = hasStack ? stack : made.Registers.Esp;
            system.Processes[child].Lender = caller.Process;
            process.Borrower = child;
            caller.Progress = made.Id;
            return system.Wait(ref caller, WaitChannel.ReturnTo(caller.Process));
        }

        private uint Fork(ref Thread caller, out uint child)
        {
            child = 0;
            ref Process process = ref system.Processes[caller.Process];
            Errno error = system.TakeForFork(in process, out DescriptorTable descriptors);
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            if (system.Spaces.Fork(process.Space, out uint space) != SpaceError.None)
            {
                system.Files.ReleaseTable(ref descriptors);
                return CallResult.Of(Errno.ENOMEM);
            }

            child = system.MakeChild(ref caller, space, in descriptors);
            return system.Processes[child].Id;
        }

        /// <summary>Takes what a child needs but for a space: records, and descriptors. EAGAIN, ENOMEM.</summary>
        private Errno TakeForFork(in Process process, out DescriptorTable descriptors)
        {
            descriptors = default;
            return system.Processes.Count < system.MostProcesses && system.Processes.TryReserve()
                ? system.Files.CopyTable(in process.Descriptors, out descriptors)
                : Errno.EAGAIN;
        }

        /// <summary>A process that goes on as the caller does, with a 0 in EAX. It runs after its parent.</summary>
        private uint MakeChild(ref Thread caller, uint space, in DescriptorTable descriptors)
        {
            uint child = system.Processes.Create(caller.Process, space);
            ref Process parent = ref system.Processes[caller.Process];
            ref Process process = ref system.Processes[child];
            process.Descriptors = descriptors;
            process.Folder = parent.Folder;
            process.Executable = parent.Executable;
            process.Mask = parent.Mask;
            // By spans, because the compiler copies large structures byte by byte.
            ((ReadOnlySpan<SignalAction>)parent.Signals.Actions).CopyTo(process.Signals.Actions);
            process.Name = parent.Name;
            process.ArgumentsStart = parent.ArgumentsStart;
            process.ArgumentsEnd = parent.ArgumentsEnd;
            system.Files.Hold(process.Folder);
            system.Files.HoldProgram(process.Executable);
            uint thread = process.Thread;
            ref Thread made = ref system.Processes.Thread(thread);
            ((ReadOnlySpan<uint>)caller.Fpu).CopyTo(made.Fpu);
            made.Segments = caller.Segments;
            made.Registers = caller.Registers;
            made.Registers.Eax = 0;
            made.Signals.Blocked = caller.Signals.Blocked;
            made.Signals.Stack = caller.Signals.Stack;
            system.Processes.MakeReady(thread);
            return child;
        }
    }
}
