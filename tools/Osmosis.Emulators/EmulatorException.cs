// An emulator could not be started, or ended during a conversation.
namespace Osmosis.Emulators;

public class EmulatorException(string message) : Exception(message);

/// <summary>The emulator has ended, by itself or on request, and answers nothing more.</summary>
public sealed class EmulatorGoneException(string message) : EmulatorException(message);
