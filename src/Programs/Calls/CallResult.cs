using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;

namespace Osmosis.Programs.Calls;

/// <summary>What a system call leaves in EAX: a value, or a negated error number (−4,095 to −1).</summary>
internal static class CallResult
{
    /// <summary>
    /// The call waits: it is restarted from its <c>int 0x80</c> when the thread runs again. No program sees this.
    /// </summary>
    public const uint Waits = unchecked((uint)-512);

    /// <summary>
    /// The call has done a part, and goes on in the thread's next turn. No program sees this.
    /// </summary>
    public const uint GoesOn = unchecked((uint)-513);

    public static uint Of(Errno error) => unchecked((uint)-(int)error);

    /// <summary>0, or why an address space refused.</summary>
    public static uint Of(SpaceError error) => Of(error switch
    {
        SpaceError.None => Errno.None,
        SpaceError.OutOfMemory or SpaceError.TooManyRegions or SpaceError.NoRegion or SpaceError.NoRoom => Errno.ENOMEM,
        SpaceError.Occupied => Errno.EEXIST,
        SpaceError.NotAllowed => Errno.EACCES,
        SpaceError.SeveralRegions => Errno.EFAULT,
        _ => Errno.EINVAL,
    });
}
