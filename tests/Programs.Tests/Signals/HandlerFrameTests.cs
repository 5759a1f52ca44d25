// The way into a handler and back: nothing of the program's state is lost, and nothing that a program writes into a
// frame hurts. That the frames are Linux's, byte for byte, is RecordedProgramTests' matter.
using System.Runtime.InteropServices;
using CsCheck;
using Osmosis.Programs.Calls;
using Osmosis.Programs.Delivery;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;
using Osmosis.Programs.Tests.Processes;
using Thread = Osmosis.Programs.Processes.Thread;

namespace Osmosis.Programs.Tests.Signals;

public sealed class HandlerFrameTests
{
    private const uint Handler = 0x0804_9000;
    private const uint Memory = 0x2000_0000;
    private const uint MemoryBytes = 16 * 4096;
    private const uint SafeFlags = 0x0024_4DD5;

    private readonly ProgramWorld _world = new();
    private readonly uint _thread;

    public HandlerFrameTests()
    {
        _thread = _world.Start();
        _world.Call(_thread, 192, out uint memory, Memory, MemoryBytes, 3, 0x32, uint.MaxValue, 0);
        Assert.Equal(Memory, memory);
    }

    private ref Thread Thread => ref _world.System.Processes.Thread(_thread);

    [Theory]
    [InlineData(SignalFlags.None)]
    [InlineData(SignalFlags.Information)]
    public void A_handler_that_returns_leaves_everything_as_it_was(SignalFlags flags) =>
        Gen.Select(Gen.UInt.Array[19], Gen.UInt.Array[128], Gen.UInt[0, 2000], Gen.ULong).Sample(
            (words, fpu, below, mask) =>
            {
                SetState(words, fpu, Memory + MemoryBytes - below, mask);
                Registers registers = Thread.Registers;
                uint[] state = Fpu();
                SignalSet blocked = Thread.Signals.Blocked;
                Send(Signal.User1, flags);
                Assert.Equal(Handler, Thread.Registers.Eip);
                Assert.Equal(0u, (Thread.Registers.Esp + 4) % 16);
                Assert.Equal((uint)Signal.User1, _world.WordOf(_thread, Thread.Registers.Esp + 4));
                Assert.True(Thread.Signals.Blocked.Has(Signal.User1));

                // The handler changes all it can, and returns: `ret` takes the return address.
                uint frame = Thread.Registers.Esp;
                bool hasInformation = flags == SignalFlags.Information;
                Thread.Registers = new Registers { Esp = frame + (hasInformation ? 4u : 8u) };
                FpuState.Reset(ref Thread.Fpu);
                Return(hasInformation);
                Assert.Equal(Bytes(registers), Bytes(Thread.Registers));
                Assert.Equal(state, Fpu());
                Assert.Equal(blocked.Bits, Thread.Signals.Blocked.Bits);
            },
            iter: 300, threads: 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_lies_in_a_frame_the_thread_can_return_to_its_program(bool hasInformation) =>
        Gen.Byte.Array[1400].Sample(
            bytes =>
            {
                // Half of the frames have a place for the state of the FPU that can be read.
                uint frame = Memory + 4096;
                uint fpu = (bytes[0] & 1) == 0 ? frame + 700 : Memory + MemoryBytes - 8;
                MemoryMarshal.Write(bytes.AsSpan(hasInformation ? 240 : 84), fpu);
                Write(frame, bytes);
                Thread.Fpu = default;
                Thread.Signals = default;
                Thread.Registers = new Registers { Esp = frame + (hasInformation ? 4u : 8u) };
                Return(hasInformation);
                bool isRefused = (bytes[0] & 1) != 0;
                Assert.Equal(isRefused, Thread.Signals.Pending.Has(Signal.Segmentation));
                Registers safe = Thread.Registers;
                safe.MakeSafe(in Thread.Segments);
                Assert.True(isRefused || Bytes(safe).SequenceEqual(Bytes(Thread.Registers)));
                Assert.Equal(0u, Fpu()[6] & ~0xFFBFu);
                Assert.True((Thread.Signals.Blocked & SignalSet.Unblockable).IsEmpty);
            },
            iter: 1000, threads: 1);

    [Theory]
    [InlineData(Signal.User1, SignalFlags.None)]
    [InlineData(Signal.User1, SignalFlags.Information)]
    [InlineData(Signal.Segmentation, SignalFlags.None)]
    public void Without_room_for_a_frame_the_program_ends_by_a_segmentation_fault(Signal signal, SignalFlags flags)
    {
        Thread.Registers.Esp = Memory + 600;
        SetAction(signal, Handler, flags);
        Raise(signal);
        uint process = Thread.Process;
        Assert.Equal(NextStep.Ended, _world.System.Deliver(_thread));
        Assert.Equal((uint)Signal.Segmentation, _world.System.Processes[process].Status);
    }

    [Fact]
    public void A_handler_for_segmentation_faults_on_another_stack_is_told_that_there_was_no_room()
    {
        uint stack = Memory + MemoryBytes - 4096;
        Thread.Signals.Stack = new AlternateStack { Start = stack, Size = 4096 };
        SetAction(Signal.User1, Handler, SignalFlags.None);
        SetAction(Signal.Segmentation, Handler + 16, SignalFlags.OnStack);
        Thread.Registers.Esp = 16;
        Raise(Signal.User1);
        Assert.Equal(NextStep.Reload, _world.System.Deliver(_thread));
        Assert.Equal(Handler + 16, Thread.Registers.Eip);
        Assert.InRange(Thread.Registers.Esp, stack, stack + 4096);
    }

    [Fact]
    public void A_handler_on_another_stack_that_is_full_ends_the_program()
    {
        uint stack = Memory + MemoryBytes - 4096;
        Thread.Signals.Stack = new AlternateStack { Start = stack, Size = 4096 };
        Thread.Registers.Esp = Memory + 8192;
        for (int i = 0; i < 2; i++)
        {
            Send(Signal.User1, SignalFlags.OnStack | SignalFlags.NoDefer);
            Assert.InRange(Thread.Registers.Esp, stack, stack + 4096);
        }

        SetAction(Signal.User1, Handler, SignalFlags.NoDefer);
        Thread.Registers.Esp = stack + 200;
        Raise(Signal.User1);
        Assert.Equal(NextStep.Ended, _world.System.Deliver(_thread));
    }

    [Fact]
    public void The_tags_of_the_x87_survive_both_forms()
    {
        // Valid, zero, special (infinity, denormal, no integer bit), empty; with each register as the top.
        (ulong Significand, uint Exponent, uint Tag)[] kinds =
        [
            (0x8000_0000_0000_0000, 0x3FFF, 0), (0, 0, 1), (0x8000_0000_0000_0000, 0x7FFF, 2),
            (1, 0, 2), (1, 0x3FFF, 2),
        ];
        for (uint top = 0; top < 8; top++)
        {
            FpuState state = default;
            state[0] = top << 27;
            state[1] = 0x1F;
            for (uint i = 0; i < 5; i++)
            {
                int word = (int)(8 + (((i - top) & 7) * 4));
                state[word] = (uint)kinds[i].Significand;
                state[word + 1] = (uint)(kinds[i].Significand >> 32);
                state[word + 2] = kinds[i].Exponent;
            }

            FpuFrame frame = FpuFrame.Of(in state);
            uint expected = 0xFC00;
            for (int i = 0; i < 5; i++)
            {
                expected |= kinds[i].Tag << (2 * i);
            }

            Assert.Equal(0xFFFF_0000 | expected, frame.Tags);
            FpuState back = default;
            frame.Complete(ref back, 0xFFBF);
            Assert.Equal(0x1Fu, back[1]);
        }
    }

    private static byte[] Bytes(Registers registers)
    {
        // Not what the entry puts down beside a program's registers.
        registers.PushedEsp = registers.Vector = registers.ErrorCode = 0;
        return MemoryMarshal.AsBytes(new ReadOnlySpan<Registers>(in registers)).ToArray();
    }

    private void SetState(uint[] words, uint[] fpu, uint stack, ulong mask)
    {
        Thread.Signals = default;
        Thread.Signals.Block(new SignalSet(mask) & ~SignalSet.Of(Signal.User1));
        Thread.Registers = MemoryMarshal.Read<Registers>(MemoryMarshal.AsBytes(words.AsSpan()));
        Thread.Registers.Esp = stack;
        Thread.Registers.MakeSafe(in Thread.Segments);

        // NT and ID are no handler's to restore.
        Thread.Registers.EFlags &= ~0x0020_4000u;
        for (int i = 0; i < 128; i++)
        {
            Thread.Fpu[i] = fpu[i];
        }

        // Without what FXSAVE never writes: MXCSR's reserved bits, and halves of words that mean nothing.
        Thread.Fpu[1] = (Thread.Fpu[1] & 0xFFFF_0000) | (fpu[1] & 0xFF);
        Thread.Fpu[3] &= 0xFFFF;
        Thread.Fpu[6] &= 0xFFBF;
        Thread.Fpu[7] = 0xFFBF;
    }

    private void Send(Signal signal, SignalFlags flags)
    {
        SetAction(signal, Handler, flags);
        Raise(signal);
        Assert.Equal(NextStep.Reload, _world.System.Deliver(_thread));
    }

    private void SetAction(Signal signal, uint handler, SignalFlags flags) =>
        _world.System.Processes[Thread.Process].Signals.Actions[(int)signal - 1] =
            new SignalAction { Handler = handler, Flags = flags };

    private void Raise(Signal signal) =>
        _world.System.Send(Thread.Process, signal, new SignalCause(SignalCode.User, 1));

    private void Return(bool hasInformation)
    {
        Thread.Registers.Eax = hasInformation ? 173u : 119;
        _world.System.Call(_thread);
    }

    private uint[] Fpu()
    {
        uint[] words = new uint[128];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Thread.Fpu[i];
        }

        return words;
    }

    private void Write(uint address, byte[] bytes) =>
        Assert.Equal(SpaceError.None, _world.System.Spaces.CopyOut(
            _world.System.Processes[Thread.Process].Space, new VirtualAddress(address), bytes, out _));
}
