namespace Osmosis.Lab;

/// <summary>Something that a person can put right: it is said in one line.</summary>
internal sealed class LabException(string message) : Exception(message);
