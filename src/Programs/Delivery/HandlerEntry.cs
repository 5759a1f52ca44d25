using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Delivery;

/// <summary>The way into a handler and back: frames on the program's stack, as Linux builds them.</summary>
internal static class HandlerEntry
{
    // Bytes of `pop eax`; `mov eax, 119`; `int 0x80`, and of `mov eax, 173`; `int 0x80`.
    private const ulong ReturnCode = 0x80CD_0000_0077_B858;
    private const ulong InformationReturnCode = 0x0080_CD00_0000_ADB8;

    // Handlers begin without direction and trap flags.
    private const uint ClearedFlags = 0x0500;

    private const uint FpuAlignment = 64;
    private const uint FrameAlignment = 16;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Makes a thread enter a handler. False, and its registers are as before, when there is no room.
        /// </summary>
        public bool TryEnter(ref Thread receiver, Signal signal, in SignalAction action, in SignalCause cause)
        {
            ref ThreadSignals signals = ref receiver.Signals;
            bool hasInformation = action.Has(SignalFlags.Information);
            bool isNested = signals.Stack.IsUsedBy(receiver.Registers.Esp);
            bool isOther = action.Has(SignalFlags.OnStack) && signals.Stack.IsFree(receiver.Registers.Esp);
            uint stack = isOther ? signals.Stack.End : receiver.Registers.Esp;
            uint fpu = ((stack - (FpuFrame.BytesOfBoth - FpuFrame.Bytes)) & ~(FpuAlignment - 1)) - FpuFrame.Bytes;
            uint bytes = hasInformation ? InformationFrame.Bytes : FrameEnd.FrameBytes;
            uint frame = ((fpu - bytes + sizeof(uint)) & ~(FrameAlignment - 1)) - sizeof(uint);
            uint space = system.SpaceOf(in receiver);
            bool isWritten = !((isNested || isOther) && !signals.Stack.Contains(frame))
                && system.TryWrite(space, fpu, FpuFrame.Of(in receiver.Fpu))
                && system.TryWrite(space, fpu + FpuFrame.Bytes, in receiver.Fpu)
                && (hasInformation
                    ? system.WriteInformationFrame(in receiver, frame, fpu, signal, in action, in cause)
                    : system.WriteFrame(in receiver, frame, fpu, signal, in action));
            if (!isWritten)
            {
                return false;
            }

            Enter(ref receiver.Registers, frame, signal, in action);
            signals.Stack.Use();
            SignalSet own = action.Has(SignalFlags.NoDefer) ? default : SignalSet.Of(signal);
            signals.HasSaved = false;
            signals.Block(signals.Blocked | action.Mask | own);
            return true;
        }

        /// <summary>sigreturn(): a handler has returned. The result is what EAX was.</summary>
        public uint ReturnFromHandler(ref Thread caller)
        {
            // The return address and the argument have been popped.
            uint frame = caller.Registers.Esp - 8, space = system.SpaceOf(in caller);
            if (!system.TryRead(space, frame, out FrameStart start)
                || !system.TryRead(space, frame + FrameEnd.Offset, out uint mask)
                || !system.TryRestore(ref caller, in start.Registers))
            {
                return system.Refuse(in caller);
            }

            caller.Signals.Block(new SignalSet(start.Registers.Mask | ((ulong)mask << 32)));
            return caller.Registers.Eax;
        }

        /// <summary>rt_sigreturn(): a handler with SA_SIGINFO has returned. The result is what EAX was.</summary>
        public uint ReturnFromInformation(ref Thread caller)
        {
            uint frame = caller.Registers.Esp - 4;
            if (!system.TryRead(system.SpaceOf(in caller), frame, out InformationFrame read)
                || !system.TryRestore(ref caller, in read.Registers))
            {
                return system.Refuse(in caller);
            }

            caller.Signals.Block(read.Mask);

            // As on Linux, a bad stack is not refused: the old one stays.
            _ = caller.Signals.Stack.Change(in read.Stack, caller.Registers.Esp);
            return caller.Registers.Eax;
        }

        private bool WriteFrame(in Thread receiver, uint frame, uint fpu, Signal signal, in SignalAction action)
        {
            uint space = system.SpaceOf(in receiver);
            FrameStart start = new()
            {
                ReturnAddress = action.Has(SignalFlags.Restorer) ? action.Restorer : frame + FrameEnd.CodeOffset,
                Signal = (uint)signal,
                Registers = SavedRegisters.Of(in receiver, fpu),
            };
            FrameEnd end = new() { Mask = (uint)(receiver.Signals.ToRestore.Bits >> 32), Code = ReturnCode };
            return system.TryWrite(space, frame, start) && system.TryWrite(space, frame + FrameEnd.Offset, end);
        }

        private bool WriteInformationFrame(
            in Thread receiver, uint frame, uint fpu, Signal signal, in SignalAction action, in SignalCause cause) =>
            system.TryWrite(system.SpaceOf(in receiver), frame, new InformationFrame
            {
                ReturnAddress = action.Has(SignalFlags.Restorer)
                    ? action.Restorer
                    : frame + InformationFrame.CodeOffset,
                Signal = (uint)signal,
                InformationAddress = frame + InformationFrame.InformationOffset,
                ContextAddress = frame + InformationFrame.ContextOffset,
                Information = SignalInformation.Of(signal, in cause),
                Stack = receiver.Signals.Stack,
                Registers = SavedRegisters.Of(in receiver, fpu),
                Mask = receiver.Signals.ToRestore,
                Code = InformationReturnCode,
            });

        private bool TryRestore(ref Thread caller, in SavedRegisters saved)
        {
            if (saved.Fpu == 0)
            {
                FpuState.Reset(ref caller.Fpu);
            }
            else if (!system.TryRestoreFpu(ref caller, saved.Fpu))
            {
                return false;
            }

            saved.Restore(ref caller);
            system.Next = NextStep.Reload;
            return true;
        }

        // As on Linux, a state that can't be read leaves that of a new program.
        private bool TryRestoreFpu(ref Thread caller, uint address)
        {
            uint space = system.SpaceOf(in caller), mask = FpuFrame.MxCsrMaskOf(in caller.Fpu);
            bool isRead = system.TryRead(space, address, out FpuFrame older)
                && system.TryReadInto(space, address + FpuFrame.Bytes, ref caller.Fpu);
            if (isRead)
            {
                older.Complete(ref caller.Fpu, mask);
            }
            else
            {
                FpuState.Reset(ref caller.Fpu);
            }

            return isRead;
        }

        private uint Refuse(in Thread caller)
        {
            system.Force(system.Processes[caller.Process].Thread, Signal.Segmentation);
            return 0;
        }
    }

    private static void Enter(ref Registers registers, uint frame, Signal signal, in SignalAction action)
    {
        bool hasInformation = action.Has(SignalFlags.Information);
        registers.Esp = frame;
        registers.Eip = action.Handler;
        registers.Eax = (uint)signal;
        registers.Edx = hasInformation ? frame + InformationFrame.InformationOffset : 0;
        registers.Ecx = hasInformation ? frame + InformationFrame.ContextOffset : 0;
        registers.Ds = Registers.UserData;
        registers.Es = Registers.UserData;
        registers.Ss = Registers.UserData;
        registers.Cs = Registers.UserCode;
        registers.EFlags &= ~ClearedFlags;
    }
}
