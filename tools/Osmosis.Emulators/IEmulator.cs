// The operations of every emulator.
namespace Osmosis.Emulators;

/// <summary>A running machine. Disposing of it ends it.</summary>
public interface IEmulator : IAsyncDisposable
{
    SerialLine Serial { get; }

    /// <summary>Completes when the guest has stopped for good, as far as the emulator notices.</summary>
    Task<MachineEnd> Ended { get; }

    /// <summary>Whether a fault reset, or would have reset, the machine (requirement E5).</summary>
    bool HasTripleFaulted { get; }

    /// <summary>
    /// Every mapped page, as this emulator sees it after the kernel has halted, in order of virtual address.
    /// </summary>
    /// <exception cref="EmulatorException">The emulator did not answer.</exception>
    Task<IReadOnlyList<PageMapping>> MappingsAsync(CancellationToken cancel = default);
}
