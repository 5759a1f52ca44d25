// An emulator that could not be started, or that went away while it was being talked to.
namespace Osmosis.Emulators;

public class EmulatorException(string message) : Exception(message);

/// <summary>It has ended, by itself or at somebody's wish: nothing more can be asked of it.</summary>
public sealed class EmulatorGoneException(string message) : EmulatorException(message);
