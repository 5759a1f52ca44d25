// An emulator that could not be started, or that went away while it was being talked to.
namespace Osmosis.Emulators;

public sealed class EmulatorException(string message) : Exception(message);
