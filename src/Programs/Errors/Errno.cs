namespace Osmosis.Programs.Errors;

/// <summary>
/// Why a system call failed: Linux's numbers for the i386 (include/uapi/asm-generic/errno-base.h and errno.h). A call
/// returns the negated number in EAX.
/// </summary>
public enum Errno : ushort
{
    /// <summary>It was done.</summary>
    None = 0,

    /// <summary>The caller may not do this.</summary>
    EPERM = 1,

    /// <summary>No file has this name.</summary>
    ENOENT = 2,

    /// <summary>No process has this number.</summary>
    ESRCH = 3,

    /// <summary>A signal came first.</summary>
    EINTR = 4,

    /// <summary>A device failed.</summary>
    EIO = 5,

    /// <summary>Nobody is behind this device or pipe.</summary>
    ENXIO = 6,

    /// <summary>Arguments and environment are too long.</summary>
    E2BIG = 7,

    /// <summary>The file is not a program that can run here.</summary>
    ENOEXEC = 8,

    /// <summary>The descriptor is not open, or not for this.</summary>
    EBADF = 9,

    /// <summary>There is no such child.</summary>
    ECHILD = 10,

    /// <summary>It would have to wait.</summary>
    EAGAIN = 11,

    /// <summary>There is no memory.</summary>
    ENOMEM = 12,

    /// <summary>Permission denied.</summary>
    EACCES = 13,

    /// <summary>The address is not the program's.</summary>
    EFAULT = 14,

    /// <summary>Not a block device.</summary>
    ENOTBLK = 15,

    /// <summary>It is in use.</summary>
    EBUSY = 16,

    /// <summary>The name is taken.</summary>
    EEXIST = 17,

    /// <summary>The two lie in different file systems.</summary>
    EXDEV = 18,

    /// <summary>No such device, or none that can do this.</summary>
    ENODEV = 19,

    /// <summary>Not a folder.</summary>
    ENOTDIR = 20,

    /// <summary>A folder.</summary>
    EISDIR = 21,

    /// <summary>The arguments make no sense.</summary>
    EINVAL = 22,

    /// <summary>The system has as many open files as it may.</summary>
    ENFILE = 23,

    /// <summary>The process has as many descriptors as it may.</summary>
    EMFILE = 24,

    /// <summary>Not a terminal, or not a request for this device.</summary>
    ENOTTY = 25,

    /// <summary>The program is running.</summary>
    ETXTBSY = 26,

    /// <summary>The file would be too large.</summary>
    EFBIG = 27,

    /// <summary>There is no room.</summary>
    ENOSPC = 28,

    /// <summary>This can't be positioned.</summary>
    ESPIPE = 29,

    /// <summary>It is read-only.</summary>
    EROFS = 30,

    /// <summary>It has as many names as it may.</summary>
    EMLINK = 31,

    /// <summary>Nobody reads the pipe.</summary>
    EPIPE = 32,

    /// <summary>Outside a function's domain.</summary>
    EDOM = 33,

    /// <summary>The result is too large.</summary>
    ERANGE = 34,

    /// <summary>It would wait for itself.</summary>
    EDEADLK = 35,

    /// <summary>A name or path is too long.</summary>
    ENAMETOOLONG = 36,

    /// <summary>No lock is left.</summary>
    ENOLCK = 37,

    /// <summary>There is no such call.</summary>
    ENOSYS = 38,

    /// <summary>The folder has entries.</summary>
    ENOTEMPTY = 39,

    /// <summary>Too many symbolic links.</summary>
    ELOOP = 40,

    /// <summary>There is no such attribute.</summary>
    ENODATA = 61,

    /// <summary>The value doesn't fit.</summary>
    EOVERFLOW = 75,

    /// <summary>The program's loader is not one.</summary>
    ELIBBAD = 80,

    /// <summary>Not a character.</summary>
    EILSEQ = 84,

    /// <summary>Too many users.</summary>
    EUSERS = 87,

    /// <summary>Not a socket.</summary>
    ENOTSOCK = 88,

    /// <summary>No such protocol.</summary>
    EPROTONOSUPPORT = 93,

    /// <summary>This file can't do that.</summary>
    EOPNOTSUPP = 95,

    /// <summary>No such kind of socket.</summary>
    EAFNOSUPPORT = 97,

    /// <summary>The socket is not connected.</summary>
    ENOTCONN = 107,

    /// <summary>The time is over.</summary>
    ETIMEDOUT = 110,

    /// <summary>Nobody listens.</summary>
    ECONNREFUSED = 111,

    /// <summary>It is being done already.</summary>
    EALREADY = 114,

    /// <summary>It is being done.</summary>
    EINPROGRESS = 115,
}
