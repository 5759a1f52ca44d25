using System;
using Osmosis.Programs.Errors;

namespace Osmosis.Kernel.Programs;

/// <summary>Why a program could not be started, in words.</summary>
internal static class StartFaultText
{
    public static ReadOnlySpan<byte> Describe(Errno error) => error switch
    {
        Errno.ENOENT => "no such file"u8,
        Errno.EACCES => "not an executable file"u8,
        Errno.ENOEXEC => "not a program for this machine"u8,
        Errno.ELIBBAD => "its interpreter is no program for this machine"u8,
        Errno.ETXTBSY => "somebody has it open for writing"u8,
        Errno.ENOTDIR => "a part of the path is not a folder"u8,
        Errno.EISDIR => "a folder is there"u8,
        Errno.ELOOP => "too many symbolic links"u8,
        Errno.ENAMETOOLONG => "the name is too long"u8,
        Errno.E2BIG => "too many arguments"u8,
        Errno.ENOMEM or Errno.EAGAIN or Errno.ENOSPC or Errno.ENFILE => "too few frames are free"u8,
        Errno.EIO => "it can't be read"u8,
        _ => "it can't be started"u8,
    };
}
