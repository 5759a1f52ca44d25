using System;
using System.Runtime.InteropServices;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Delivery;
using Osmosis.Programs.Devices;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;
using Osmosis.Programs.Signals;
using Osmosis.Programs.Terminals;

namespace Osmosis.Programs.Calls;

/// <summary>What processes do with their terminal: ioctl, and who may use it from the background.</summary>
internal static class TerminalCalls
{
    private const uint Steals = 1;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>ioctl(terminal, request, argument).</summary>
        public uint ControlTerminal(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            TerminalRequest request = (TerminalRequest)with.Ecx;
            uint refused = request.IsChange ? system.AskForTerminal(ref caller, Signal.TerminalOutput) : 0;
            if (refused != 0)
            {
                return refused;
            }

            VirtualAddress address = new(with.Edx);
            Span<byte> bytes = ((Span<byte>)system.Page).Slice(0, (int)Math.Max(request.BytesIn, request.BytesOut));
            uint space = system.SpaceOf(in caller);
            if (request.BytesIn != 0 && system.Spaces.CopyIn(space, address, bytes, out _) != SpaceError.None)
            {
                return CallResult.Of(Errno.EFAULT);
            }

            Errno error = system.Control(in caller, request, bytes);
            system.Processes.Wake(WaitChannel.Terminal);
            bool isWritten = error != Errno.None || request.BytesOut == 0
                || system.Spaces.CopyOut(space, address, bytes, out _) == SpaceError.None;
            return CallResult.Of(isWritten ? error : Errno.EFAULT);
        }

        /// <summary>
        /// A process wants to read or write an open file. If that is its terminal, and the process is in the
        /// background, its group gets a signal, and the call waits until that has had its effect. 0 when it may go on.
        /// </summary>
        public uint AskForFile(ref Thread caller, Handle opened, Signal signal)
        {
            bool isTerminal = CharacterDevices.IsTerminal(system.Files.Nodes[system.Files.Opened[opened].Node].Device);
            bool mayWrite = signal == Signal.TerminalOutput
                && !system.Terminal.Settings.Has(LocalFlags.StopBackgroundWriters);
            return isTerminal && !mayWrite ? system.AskForTerminal(ref caller, signal) : 0;
        }

        // EIO: the signal is ignored, or nobody could continue the group.
        private uint AskForTerminal(ref Thread caller, Signal signal)
        {
            ref Process process = ref system.Processes[caller.Process];
            if (!system.HasTerminal(in process) || process.Job.Group == system.Terminal.Foreground)
            {
                return 0;
            }

            bool isIgnored = caller.Signals.Blocked.Has(signal)
                || process.Signals.Actions[(int)signal - 1].Handler == SignalAction.Ignore;
            if (isIgnored && signal == Signal.TerminalOutput)
            {
                return 0;
            }

            if (isIgnored || system.IsOrphaned(process.Job.Group))
            {
                return CallResult.Of(Errno.EIO);
            }

            system.SendToGroup(process.Job.Group, signal, new SignalCause(SignalCode.Kernel, 0));
            return system.Wait(ref caller, WaitChannel.Signal);
        }

        private bool HasTerminal(in Process process) => system.Terminal.Session == process.Job.Session;

        private Errno Control(in Thread caller, TerminalRequest request, Span<byte> bytes)
        {
            ref Process process = ref system.Processes[caller.Process];
            switch (request)
            {
                case TerminalRequest.MakeControlling:
                    return system.TakeTerminal(in process, caller.Registers.Edx == Steals);
                case TerminalRequest.GiveUpControlling:
                    return system.GiveUpTerminal(in process);
                case TerminalRequest.GetForeground:
                case TerminalRequest.GetSession:
                    uint number = request == TerminalRequest.GetSession
                        ? system.Terminal.Session
                        : system.Terminal.Foreground;
                    MemoryMarshal.AsBytes(new Span<uint>(ref number)).CopyTo(bytes);
                    return system.HasTerminal(in process) ? Errno.None : Errno.ENOTTY;
                case TerminalRequest.SetForeground:
                    return system.SetForeground(in process, MemoryMarshal.Read<uint>(bytes));
                default:
                    Errno error = system.Terminal.Control(request, caller.Registers.Edx, bytes, out Signal signal);
                    if (signal != Signal.None)
                    {
                        system.SendToGroup(
                            system.Terminal.Foreground, signal, new SignalCause(SignalCode.Kernel, 0));
                    }

                    return error;
            }
        }

        /// <summary>TIOCSCTTY: a session's leader makes it its own. EPERM.</summary>
        private Errno TakeTerminal(in Process process, bool steals)
        {
            bool isLeader = process.Id == process.Job.Session;
            if (isLeader && system.HasTerminal(in process))
            {
                return Errno.None;
            }

            if (!isLeader || (system.Terminal.Session != 0 && !steals))
            {
                return Errno.EPERM;
            }

            system.Terminal.Session = process.Job.Session;
            system.Terminal.Foreground = process.Job.Group;
            return Errno.None;
        }

        /// <summary>TIOCNOTTY, by a session's leader. ENOTTY, EPERM.</summary>
        private Errno GiveUpTerminal(in Process process)
        {
            if (!system.HasTerminal(in process) || process.Id != process.Job.Session)
            {
                return system.HasTerminal(in process) ? Errno.EPERM : Errno.ENOTTY;
            }

            system.LeaveTerminal();
            return Errno.None;
        }

        /// <summary>TIOCSPGRP: puts a group of the session into the foreground. EINVAL, ENOTTY, ESRCH, EPERM.</summary>
        private Errno SetForeground(in Process process, uint group)
        {
            if ((int)group < 0)
            {
                return Errno.EINVAL;
            }

            if (!system.HasTerminal(in process))
            {
                return Errno.ENOTTY;
            }

            uint session = system.SessionOfGroup(group);
            if (session != process.Job.Session)
            {
                return session == 0 ? Errno.ESRCH : Errno.EPERM;
            }

            system.Terminal.Foreground = group;
            return Errno.None;
        }
    }
}
