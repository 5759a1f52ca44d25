using System;
using System.Runtime.InteropServices;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Calls;

/// <summary>What a process asks about itself and the machine: limits, use, users, its name.</summary>
internal static class LimitCalls
{
    private const uint StackLimit = 3;
    private const uint ProcessLimit = 6;
    private const uint FileLimit = 7;
    private const uint Limits = 16;
    private const uint OfChildren = uint.MaxValue;

    // A process for each 128 KiB of memory, as Linux gives each user: no shell needs as much.
    private const uint FramesForProcess = 32;
    private const uint FewestProcesses = 20;
    private const uint RecordsForProcesses = 256;

    // prctl (include/uapi/linux/prctl.h).
    private const uint GetDumpable = 3;
    private const uint SetDumpable = 4;
    private const uint SetName = 15;
    private const uint GetName = 16;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        public uint DispatchLimits(ref Thread caller)
        {
            ref Registers with = ref caller.Registers;
            switch ((CallNumber)with.Eax)
            {
                case CallNumber.GetLimit:
                    return system.GetLimit(in caller);
                case CallNumber.Limits:
                    return system.ChangeLimit(in caller);
                case CallNumber.Usage:
                    return system.Usage(in caller);
                case CallNumber.SystemInformation:
                    return system.Information(in caller);
                case CallNumber.ProcessControl:
                    return system.ControlProcess(in caller);
                case CallNumber.GetGroups:
                    return 0;
                case CallNumber.SetUserId:
                case CallNumber.SetGroupId:
                    // Everybody is root, and stays it.
                    return with.Ebx == 0 ? 0 : CallResult.Of(Errno.EPERM);
                case CallNumber.SetGroups:
                    return with.Ebx == 0 ? 0 : CallResult.Of(Errno.EPERM);
                default:
                    return system.Unknown(in caller);
            }
        }

        /// <summary>
        /// How many processes there can be, zombies included. So a program that makes processes without end gets
        /// EAGAIN, and leaves memory to the others.
        /// </summary>
        public uint MostProcesses =>
            Math.Min(Math.Max(system.Machine.FrameEnd / FramesForProcess, FewestProcesses), RecordsForProcesses);

        /// <summary>A limit's value: the stack's in bytes, processes, open files; the others have none.</summary>
        private ulong LimitOf(in Thread caller, uint limit) => limit switch
        {
            StackLimit => (ulong)system.Spaces[system.SpaceOf(in caller)].StackLimit << MemoryLayout.PageShift,
            ProcessLimit => system.MostProcesses,
            FileLimit => DescriptorTable.MostDescriptors,
            _ => ulong.MaxValue,
        };

        private uint GetLimit(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            if (with.Ebx >= Limits)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            uint value = (uint)Math.Min(system.LimitOf(in caller, with.Ebx), uint.MaxValue);
            return system.Answer(in caller, with.Ecx, value | ((ulong)value << 32));
        }

        /// <summary>
        /// prlimit64(process, limit, new, old): of the caller. The stack's can be set, others to what they are.
        /// </summary>
        private uint ChangeLimit(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            if (with.Ecx >= Limits || (with.Ebx != 0 && with.Ebx != system.Processes[caller.Process].Id))
            {
                return CallResult.Of(with.Ecx >= Limits ? Errno.EINVAL : Errno.ESRCH);
            }

            ulong before = system.LimitOf(in caller, with.Ecx);
            Pair wanted = default;
            if (with.Edx != 0 && !system.TryRead(system.SpaceOf(in caller), with.Edx, out wanted))
            {
                return CallResult.Of(Errno.EFAULT);
            }

            if (with.Edx != 0 && (wanted.Current > wanted.Most || (with.Ecx != StackLimit && wanted.Current != before)))
            {
                return CallResult.Of(wanted.Current > wanted.Most ? Errno.EINVAL : Errno.EPERM);
            }

            if (with.Edx != 0 && with.Ecx == StackLimit)
            {
                ulong most = MemoryLayout.ProgramEnd - MemoryLayout.ProgramStart;
                uint pages = (uint)(Math.Min(wanted.Current, most) >> MemoryLayout.PageShift);
                system.Spaces[system.SpaceOf(in caller)].StackLimit = Math.Max(pages, 1);
            }

            return with.Esi == 0 ? 0 : system.Answer(in caller, with.Esi, new Pair { Current = before, Most = before });
        }

        private uint Usage(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            ref Process process = ref system.Processes[caller.Process];
            bool ofChildren = with.Ebx == OfChildren;
            return system.Answer(
                in caller, with.Ecx,
                UsageRecord.Of(ofChildren ? process.ChildTicks : process.Ticks, ofChildren ? 0 : process.Faults));
        }

        private uint Information(in Thread caller) => system.Answer(in caller, caller.Registers.Ebx, new MachineRecord
        {
            Uptime = (uint)(system.Machine.Microseconds / 1_000_000),
            Memory = system.Machine.FrameEnd << MemoryLayout.PageShift,
            FreeMemory = system.Machine.FreeFrames << MemoryLayout.PageShift,
            Processes = system.Processes.Count,
            UnitBytes = 1,
        });

        /// <summary>A longer name is cut, as on Linux.</summary>
        private uint Rename(ref Process process, uint address)
        {
            ProcessName name = default;
            SpaceError error = system.Spaces.CopyText(process.Space, new VirtualAddress(address), name,
                out uint length);
            if (error != SpaceError.None && !(error == SpaceError.PastEnd && length == ProcessName.Size))
            {
                return CallResult.Of(Errno.EFAULT);
            }

            process.Name = default;
            ((ReadOnlySpan<byte>)name).Slice(0, (int)Math.Min(length, ProcessName.Size - 1)).CopyTo(process.Name);
            return 0;
        }

        private uint ControlProcess(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            ref Process process = ref system.Processes[caller.Process];
            switch (with.Ebx)
            {
                case GetName:
                    return system.Answer(in caller, with.Ecx, process.Name);
                case SetName:
                    return system.Rename(ref process, with.Ecx);
                case GetDumpable:
                    return 1;
                case SetDumpable:
                    return with.Ecx <= 1 ? 0 : CallResult.Of(Errno.EINVAL);
                default:
                    return CallResult.Of(Errno.EINVAL);
            }
        }
    }

    private struct Pair
    {
        public ulong Current;
        public ulong Most;
    }

    /// <summary>Linux's struct sysinfo of the i386: 64 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct MachineRecord
    {
        public uint Uptime;
        public uint Load1;
        public uint Load5;
        public uint Load15;
        public uint Memory;
        public uint FreeMemory;
        public uint SharedMemory;
        public uint Buffers;
        public uint Swap;
        public uint FreeSwap;
        public uint Processes;
        public uint HighMemory;
        public uint FreeHighMemory;
        public uint UnitBytes;
    }
}

/// <summary>
/// Linux's struct rusage: times of user and system, then fourteen counts of which few are kept. 72 bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 72)]
internal struct UsageRecord
{
    public uint Seconds;
    public uint Microseconds;
    public uint SystemSeconds;
    public uint SystemMicroseconds;
    public uint LargestKilobytes;
    public uint Unused1;
    public uint Unused2;
    public uint Unused3;
    public uint MinorFaults;

    public static UsageRecord Of(uint ticks, uint faults) => new()
    {
        Seconds = ticks / TimeCalls.TicksPerSecond,
        Microseconds = ticks % TimeCalls.TicksPerSecond * (1_000_000 / TimeCalls.TicksPerSecond),
        MinorFaults = faults,
    };
}
