// What every emulator offers, whoever made it.
namespace Osmosis.Emulators;

/// <summary>A running machine. Disposing of it ends it.</summary>
public interface IEmulator : IAsyncDisposable
{
    SerialLine Serial { get; }

    /// <summary>Completes when the guest stopped running for good, as far as the emulator notices.</summary>
    Task<MachineEnd> Ended { get; }

    /// <summary>Whether a fault reset, or would have reset, the machine (requirement E5).</summary>
    bool HasTripleFaulted { get; }

    /// <summary>Every page that is mapped, as this emulator sees it when the kernel has halted, in order of virtual address.</summary>
    /// <exception cref="EmulatorException">It could not be made to tell.</exception>
    Task<IReadOnlyList<PageMapping>> MappingsAsync(CancellationToken cancel = default);
}
