namespace Osmosis.Userland;

/// <summary>Who sees what is written to pages after a fork (MAP_SHARED, MAP_PRIVATE).</summary>
public enum Sharing : uint
{
    /// <summary>Parent and child.</summary>
    Shared = 1,

    /// <summary>Only the process that wrote it.</summary>
    Private = 2,
}
