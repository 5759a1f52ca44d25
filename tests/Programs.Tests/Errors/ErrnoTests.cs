using System.Runtime.InteropServices;

namespace Osmosis.Programs.Tests.Errors;

public partial class ErrnoTests
{
    /// <summary>
    /// The C library's names are those of Linux's headers; the i386 and the x86-64 share the numbers.
    /// </summary>
    [Fact]
    public void Every_number_has_the_name_that_the_host_gives_it() =>
        Assert.All(Enum.GetValues<Errno>().Skip(1), errno =>
            Assert.Equal($"{errno}", Marshal.PtrToStringUTF8(NameOf((int)errno))));

    [LibraryImport("libc", EntryPoint = "strerrorname_np")]
    private static partial nint NameOf(int number);
}
