using System;

namespace Osmosis.Userland;

/// <summary>What a program may do with pages (PROT_READ, PROT_WRITE, PROT_EXEC).</summary>
[Flags]
public enum Access : uint
{
    None = 0,
    Read = 1,
    Write = 2,
    Execute = 4,
}
