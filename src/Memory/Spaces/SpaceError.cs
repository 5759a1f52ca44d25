namespace Osmosis.Memory.Spaces;

/// <summary>Why an address space refused. Unless an operation says otherwise, nothing was changed (S6).</summary>
public enum SpaceError : byte
{
    /// <summary>It was done.</summary>
    None,

    /// <summary>There is no frame, or no memory for a record.</summary>
    OutOfMemory,

    /// <summary>The space has as many regions as it may have: 65,530.</summary>
    TooManyRegions,

    /// <summary>The range is empty, wraps, or leaves the program's part.</summary>
    BadRange,

    /// <summary>Part of the range belongs to no region.</summary>
    NoRegion,

    /// <summary>There is a region already, and it was not to be replaced.</summary>
    Occupied,

    /// <summary>No gap is large enough.</summary>
    NoRoom,

    /// <summary>The region may not be given that right.</summary>
    NotAllowed,

    /// <summary>The range lies in more than one region.</summary>
    SeveralRegions,

    /// <summary>The page lies past the end of what its region shows.</summary>
    PastEnd,
}
