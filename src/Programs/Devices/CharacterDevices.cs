using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;
using Osmosis.Programs.Terminals;

namespace Osmosis.Programs.Devices;

/// <summary>
/// The devices that programs find in /dev: what Linux's drivers/char/mem.c and random.c give, and the terminal.
/// </summary>
public static class CharacterDevices
{
    // Major number in bits 8 to 19, minor in bits 0 to 7 (Documentation/admin-guide/devices.txt).
    public const uint Null = 0x103;
    public const uint Zero = 0x105;
    public const uint Full = 0x107;
    public const uint Random = 0x108;
    public const uint UnlimitedRandom = 0x109;
    public const uint SerialLine = 0x440;
    public const uint Terminal = 0x500;
    public const uint Console = 0x501;

    public static bool IsTerminal(uint device) => device is Terminal or Console or SerialLine;

    /// <summary>Whether what is written doesn't matter: it isn't even looked at.</summary>
    public static bool IgnoresWrites(uint device) => device is Null or Zero or Full;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Makes /dev with all devices, and with names of open files. What is there already stays.</summary>
        public void MakeDevices()
        {
            system.Files.MakeFolder(system.Files.Root, "dev"u8, 0x1ED);
            system.MakeDevice("dev/null"u8, Null);
            system.MakeDevice("dev/zero"u8, Zero);
            system.MakeDevice("dev/full"u8, Full);
            system.MakeDevice("dev/random"u8, Random);
            system.MakeDevice("dev/urandom"u8, UnlimitedRandom);
            system.MakeDevice("dev/ttyS0"u8, SerialLine);
            system.MakeDevice("dev/tty"u8, Terminal);
            system.MakeDevice("dev/console"u8, Console);
            system.MakeLink("/proc/self/fd"u8, "dev/fd"u8);
            system.MakeLink("/proc/self/fd/0"u8, "dev/stdin"u8);
            system.MakeLink("/proc/self/fd/1"u8, "dev/stdout"u8);
            system.MakeLink("/proc/self/fd/2"u8, "dev/stderr"u8);
        }

        /// <summary>ENXIO when there is no device with this number.</summary>
        public Errno OpenDevice(uint device) =>
            IsTerminal(device) || device is Null or Zero or Full or Random or UnlimitedRandom
                ? Errno.None : Errno.ENXIO;

        public Outcome ReadDevice(uint device, Span<byte> bytes, bool mayWait)
        {
            switch (device)
            {
                case Zero:
                case Full:
                    bytes.Clear();
                    return Outcome.Done((uint)bytes.Length);
                case Random:
                case UnlimitedRandom:
                    system.Machine.FillRandom(bytes);
                    return Outcome.Done((uint)bytes.Length);
                case Null:
                    return Outcome.Done(0);
                default:
                    ref ulong deadline = ref system.Processes.Thread(system.Caller).Deadline;
                    return system.Terminal.Read(bytes, mayWait, system.Machine.Microseconds, ref deadline);
            }
        }

        public Outcome WriteDevice(uint device, ReadOnlySpan<byte> bytes, bool mayWait)
        {
            if (IsTerminal(device))
            {
                return system.Terminal.Write(bytes, mayWait);
            }

            return device == Full && !bytes.IsEmpty ? Outcome.Failed(Errno.ENOSPC) : Outcome.Done((uint)bytes.Length);
        }

        public PollEvents PollDevice(uint device) => device == Random ? PollEvents.AnyIn
            : !IsTerminal(device) ? PollEvents.AnyIn | PollEvents.AnyOut
            : (system.Terminal.CanRead ? PollEvents.AnyIn : PollEvents.None)
                | (system.Terminal.IsStopped ? PollEvents.None : PollEvents.AnyOut);

        /// <summary>
        /// A byte comes from the terminal's line or keyboard. False, and nothing has happened, when it must be kept
        /// until somebody reads.
        /// </summary>
        public bool TryReceive(byte value)
        {
            if (!system.Terminal.TryReceive(value, out Signal signal))
            {
                return false;
            }

            if (signal != Signal.None)
            {
                system.SendToGroup(system.Terminal.Foreground, signal, new SignalCause(SignalCode.Kernel, 0));
            }

            system.Processes.Wake(WaitChannel.Terminal);
            return true;
        }

        // A name that is taken already is an archive's own.
        private void MakeDevice(ReadOnlySpan<byte> path, uint device) =>
            _ = system.Files.MakeNode(system.Files.Root, path, NodeMode.CharacterDevice | 0x1B6, device);

        private void MakeLink(ReadOnlySpan<byte> text, ReadOnlySpan<byte> path) =>
            _ = system.Files.MakeLink(text, system.Files.Root, path);
    }
}
