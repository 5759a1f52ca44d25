using System;
using Osmosis.Programs.Errors;

namespace Osmosis.Userland;

/// <summary>The names of errors.</summary>
internal static class ErrorNames
{
    // Those from 1 on, a blank behind each.
    private static ReadOnlySpan<byte> Names =>
        ("EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES "u8
            + "EFAULT ENOTBLK EBUSY EEXIST "u8
        + "EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE "u8
        + "EROFS EMLINK EPIPE EDOM "u8
        + "ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP "u8);

    /// <summary>
    /// An error's name; empty for <see cref="Errno.None"/> and for those above ELOOP, which the library doesn't meet.
    /// </summary>
    public static ReadOnlySpan<byte> Of(Errno error)
    {
        ReadOnlySpan<byte> rest = Names;
        int length = 0;
        for (int number = 0; number < (int)error; number++)
        {
            rest = length == 0 ? rest : rest[(length + 1)..];
            length = rest.IndexOf((byte)' ');
            if (length < 0)
            {
                return default;
            }
        }

        return rest[..length];
    }
}
