// The places of the caller's registers in the middle of a function.
using System;
using Iced.Intel;

namespace Osmosis.Symbols;

/// <summary>
/// The place of one of the caller's registers: still in the register, on the stack, both, or nowhere.
/// </summary>
/// <param name="IsHeld">The register itself is the caller's.</param>
/// <param name="SavedAt">Bytes from its saved copy up to the slot that ESP points at when the function starts; null if
/// it isn't saved.</param>
internal readonly record struct CallersRegister(bool IsHeld, int? SavedAt);

/// <summary>
/// The caller's general registers, by the processor's numbers: EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI. The value for
/// ESP has no meaning.
/// </summary>
internal sealed class CallersRegisters : IEquatable<CallersRegisters>
{
    public const int Count = 8;

    private readonly CallersRegister[] _registers;

    private CallersRegisters(CallersRegister[] registers) => _registers = registers;

    /// <summary>All registers as the caller left them.</summary>
    public static CallersRegisters AtEntry
    {
        get;
    } = new([.. Enumerable.Repeat(new CallersRegister(true, null), Count)]);

    public CallersRegister this[Register register] => _registers[register.GetNumber()];

    public CallersRegister this[int number] => _registers[number];

    public CallersRegisters With(Register register, CallersRegister place)
    {
        CallersRegister[] registers = [.. _registers];
        registers[register.GetNumber()] = place;
        return new CallersRegisters(registers);
    }

    /// <summary>The register was written to.</summary>
    public CallersRegisters Without(Register register) => With(register, this[register] with { IsHeld = false });

    /// <summary>
    /// The register was stored the given bytes below the slot that ESP points at when the function starts.
    /// </summary>
    public CallersRegisters Saved(Register register, int at) =>
        this[register].IsHeld ? With(register, new CallersRegister(true, at)) : this;

    /// <summary>The register was loaded from the given bytes below that slot; null for an unknown place.</summary>
    public CallersRegisters Loaded(Register register, int? from)
    {
        bool isCallers = from is not null && this[register].SavedAt == from;
        return isCallers ? With(register, new CallersRegister(true, null)) : Without(register);
    }

    /// <summary>ESP is the given bytes below that slot: saved copies below ESP are lost.</summary>
    public CallersRegisters Above(int esp) => _registers.Any(register => register.SavedAt > esp)
        ? new([.. _registers.Select(register => register.SavedAt > esp ? register with { SavedAt = null } : register)])
        : this;

    /// <summary>The facts on which both agree.</summary>
    public CallersRegisters Merge(CallersRegisters other) => new([.. _registers.Zip(other._registers, (first, second) =>
        new CallersRegister(first.IsHeld && second.IsHeld, first.SavedAt == second.SavedAt ? first.SavedAt : null))]);

    public bool Equals(CallersRegisters? other) =>
        other is not null && _registers.AsSpan().SequenceEqual(other._registers);

    public override bool Equals(object? obj) => Equals(obj as CallersRegisters);

    public override int GetHashCode() => _registers.Aggregate(0, HashCode.Combine);
}
