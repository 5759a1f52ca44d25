using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Delivery;

/// <summary>Exceptions that a program's instructions raise, as signals (Linux's arch/x86/kernel/traps.c).</summary>
public static class FaultSignals
{
    private const uint PageFault = 14;

    // Bit 0 of a page fault's error code: a page was there.
    private const uint IsPresent = 1;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// A thread's access to memory was refused. False when the program is to be ended by the signal: it has no
        /// handler for it, or blocks it, or there is no memory.
        /// </summary>
        public bool TryRaise(uint thread, VirtualAddress address, SpaceError error, out Signal signal)
        {
            ref Thread raiser = ref system.Processes.Thread(thread);
            signal = error switch
            {
                SpaceError.OutOfMemory => Signal.Kill,
                SpaceError.PastEnd => Signal.Bus,
                _ => Signal.Segmentation,
            };
            SignalCode code = error == SpaceError.PastEnd ? SignalCode.NoSuchAddress
                : error == SpaceError.NotAllowed ? SignalCode.NotAllowed
                : SignalCode.NotMapped;
            raiser.Signals.TrapAddress = address.Value;
            return signal != Signal.Kill && system.TryRaise(thread, signal, code, address.Value);
        }

        /// <summary>Another exception, whose vector and error code are among the registers. False as above.</summary>
        public bool TryRaise(uint thread, out Signal signal)
        {
            ref Thread raiser = ref system.Processes.Thread(thread);
            signal = SignalOf(raiser.Registers.Vector);
            SignalCode code = CodeOf(in raiser);
            bool hasAddress = signal is Signal.FloatingPoint or Signal.Illegal
                || (signal == Signal.Trap && code != SignalCode.Kernel);
            return system.TryRaise(thread, signal, code, hasAddress ? raiser.Registers.Eip : 0);
        }

        private bool TryRaise(uint thread, Signal signal, SignalCode code, uint address)
        {
            ref Thread raiser = ref system.Processes.Thread(thread);
            raiser.Signals.Trap = raiser.Registers.Vector;
            raiser.Signals.TrapError = ShownError(in raiser);
            SignalAction action = system.Processes[raiser.Process].Signals.Actions[(int)signal - 1];
            if (!action.HasHandler || raiser.Signals.Blocked.Has(signal))
            {
                return false;
            }

            system.Post(raiser.Process, signal, new SignalCause(code, address));
            return true;
        }
    }

    // A program isn't told what the kernel has mapped: as on Linux, its part is all there, and below lies nothing.
    private static uint ShownError(in Thread raiser)
    {
        uint error = raiser.Registers.ErrorCode, address = raiser.Signals.TrapAddress;
        return raiser.Registers.Vector != PageFault ? error
            : address >= MemoryLayout.ProgramEnd ? error | IsPresent
            : address < MemoryLayout.ProgramStart ? error & ~IsPresent
            : error;
    }

    private static Signal SignalOf(uint vector) => vector switch
    {
        0 or 9 or 16 or 19 => Signal.FloatingPoint,
        1 or 3 => Signal.Trap,
        6 => Signal.Illegal,
        11 or 12 or 17 => Signal.Bus,
        _ => Signal.Segmentation,
    };

    private static SignalCode CodeOf(in Thread raiser) => raiser.Registers.Vector switch
    {
        0 => SignalCode.IntegerDivide,
        1 => SignalCode.Trace,
        6 => SignalCode.IllegalOperand,
        16 => FloatingPoint((raiser.Fpu[0] >> 16) & ~raiser.Fpu[0]),
        17 => SignalCode.NotAligned,
        19 => FloatingPoint(raiser.Fpu[6] & ~(raiser.Fpu[6] >> 7)),
        _ => SignalCode.Kernel,
    };

    // The exceptions of x87 and SSE that aren't masked: invalid, denormal, division by 0, overflow, underflow, inexact.
    private static SignalCode FloatingPoint(uint raised) =>
        (raised & 0x01) != 0 ? SignalCode.FloatInvalid
        : (raised & 0x04) != 0 ? SignalCode.FloatDivide
        : (raised & 0x08) != 0 ? SignalCode.FloatOverflow
        : (raised & 0x12) != 0 ? SignalCode.FloatUnderflow
        : SignalCode.FloatInexact;
}
