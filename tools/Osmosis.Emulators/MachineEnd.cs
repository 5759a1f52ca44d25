// How a machine ended, as far as the outside can tell.
namespace Osmosis.Emulators;

public enum MachineEndKind
{
    /// <summary>The guest switched the machine off (ACPI).</summary>
    PoweredOff,

    /// <summary>The guest reset the machine: on request, or by a triple fault.</summary>
    Reset,

    /// <summary>The guest wrote a byte to the debug-exit port.</summary>
    DebugExit,

    /// <summary>The emulator itself gave up, or was killed.</summary>
    EmulatorFailed,
}

/// <param name="Kind">The kind of end.</param>
/// <param name="Value">The byte written for <see cref="MachineEndKind.DebugExit"/>, else QEMU's exit status.</param>
/// <param name="Detail">What QEMU wrote to its standard error, if anything.</param>
public sealed record MachineEnd(MachineEndKind Kind, int Value, string Detail)
{
    /// <summary>
    /// A byte b written to the debug-exit port ends QEMU with status 2b + 1. Statuses from 129 on mean that a signal
    /// killed it, so the kernel keeps its bytes below 64. QEMU's own errors are status 1 (127 if it could not be
    /// started) and a message.
    /// </summary>
    public static MachineEnd FromExitStatus(int status, string standardError)
    {
        bool emulatorError = status is 1 or 127 && standardError.Length > 0;
        return status % 2 == 1 && status < 129 && !emulatorError
            ? new MachineEnd(MachineEndKind.DebugExit, status >> 1, standardError)
            : new MachineEnd(MachineEndKind.EmulatorFailed, status, standardError);
    }

    public override string ToString() => Kind switch
    {
        MachineEndKind.PoweredOff => "the machine was switched off",
        MachineEndKind.Reset => "the machine was reset",
        MachineEndKind.DebugExit => $"the kernel ended the emulator with 0x{Value:x2}",
        _ => $"the emulator ended with status {Value}" + (Detail.Length == 0 ? "" : $": {Detail}"),
    };
}
