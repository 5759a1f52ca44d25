// A failed check of the language, which build/Boot/Basics.asm ends in a halt.
using System.Buffers.Binary;
using Internal.Runtime.CompilerHelpers;

namespace Osmosis.Testing.Host;

/// <param name="Kind">What failed.</param>
/// <param name="Address">The last byte of the call that found it.</param>
internal sealed record LanguageFailure(RuntimeFailureKind Kind, uint Address)
{
    private const string Routine = "runtime_failure";

    /// <summary>
    /// What the routine that halted was told; null where another one halted. Its stack holds the kind and the address
    /// after the call (src/CoreLib/Assembly/Failures.asm). A routine of the kernel's own may have pushed more: what
    /// isn't a kind and an address in code isn't taken for one.
    /// </summary>
    public static LanguageFailure? Of(MachineEvent.Halted halted, Places places)
    {
        if (places.NameOf(halted.Registers.Eip) != Routine || halted.Stack.Length < MachineEvent.Halted.StackBytes)
        {
            return null;
        }

        RuntimeFailureKind kind = (RuntimeFailureKind)BinaryPrimitives.ReadUInt32LittleEndian(halted.Stack);
        uint address = BinaryPrimitives.ReadUInt32LittleEndian(halted.Stack.AsSpan(sizeof(uint))) - 1;
        return Enum.IsDefined(kind) && places.NameOf(address) is not null ? new LanguageFailure(kind, address) : null;
    }

    public string Describe(Places places) => $"{Text(Kind)}, at {places.Describe(Address)}";

    private static string Text(RuntimeFailureKind kind) => kind switch
    {
        RuntimeFailureKind.IndexOutOfRange or RuntimeFailureKind.IndexOutsideSpan => "index out of range",
        RuntimeFailureKind.Overflow => "arithmetic overflow",
        RuntimeFailureKind.NullReference => "null reference",
        RuntimeFailureKind.DivideByZero => "division by zero",
        RuntimeFailureKind.ArgumentOutOfRange => "argument out of range",
        RuntimeFailureKind.InvalidOperation => "invalid operation",
        RuntimeFailureKind.MissingCode => "code that isn't there was reached",
        RuntimeFailureKind.StackSmashed => "a buffer on the stack was overrun",
        _ => kind.ToString(),
    };
}
