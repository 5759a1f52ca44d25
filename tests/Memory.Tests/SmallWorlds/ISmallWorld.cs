namespace Osmosis.Memory.Tests.SmallWorlds;

/// <summary>A world with so few places and operations that every sequence of them can be tried.</summary>
internal interface ISmallWorld
{
    /// <summary>All that can be done in it.</summary>
    IReadOnlyList<Operation> Operations { get; }

    /// <summary>
    /// Stands for all that the future depends on: the core's variables, the machine with everything cached, and what
    /// the world's model remembers. Nothing else is read by an operation or a check, and all of them are deterministic:
    /// so two states with one digest have the same future, and looking into it once is enough. (That two states share
    /// 128 bits by chance is not expected in 10^15 of them.)
    /// </summary>
    UInt128 Digest();

    /// <summary>
    /// Every invariant. Throws when one is broken; may use the world, which is gone back from afterwards.
    /// </summary>
    void Check();

    /// <summary>Remembers the state: calling the result goes back to it, any number of times.</summary>
    Action Save();
}

/// <param name="Name">As it is printed in a sequence.</param>
/// <param name="TryApply">Does it, and throws when its result is not what it must be. False, and nothing done, where it
/// makes no sense.</param>
internal sealed record Operation(string Name, Func<bool> TryApply);
