// The true places of a running machine's return addresses: pushed at every call, popped at every return.
namespace Osmosis.Kernel.Tests.Diagnostics;

/// <param name="Slot">The stack address of the return address or of the interrupted EIP.</param>
/// <param name="Ebp">EBP as it was at the call.</param>
internal readonly record struct Call(uint Slot, uint Ebp);

internal sealed class ShadowStack
{
    private readonly Stack<Call> _calls = [];

    /// <summary>The innermost call.</summary>
    public Call Top => _calls.Peek();

    public bool IsEmpty => _calls.Count == 0;

    public void Enter(uint esp, uint ebp) => _calls.Push(new Call(esp, ebp));

    /// <summary>Follows one instruction, given by its bytes, from the registers before and after it.</summary>
    public void Follow(ReadOnlySpan<byte> instruction, uint espBefore, uint espAfter, uint ebp)
    {
        const byte CallNear = 0xE8, Return = 0xC3, ReturnAndPop = 0xC2, InterruptReturn = 0xCF, Group = 0xFF;
        switch (instruction[0])
        {
            case CallNear:
            // FF /2 is a call through a register or memory.
            case Group when (instruction[1] >> 3 & 7) == 2:
                Enter(espAfter, ebp);
                break;
            case Return or ReturnAndPop or InterruptReturn:
                Assert.Equal(Top.Slot, espBefore);
                _calls.Pop();
                break;
        }
    }
}
