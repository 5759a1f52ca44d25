using System.Text;
using System.Text.RegularExpressions;
using Osmosis.Programs.Elf;
using Osmosis.Programs.Tests.Elf;

namespace Osmosis.Programs.Tests.Userland;

/// <summary>
/// What the build makes of a program in C#: small, with code that can't be written and data that can't be executed.
/// </summary>
[Collection(StartedProcesses.None)]
public partial class ProgramFileTests
{
    private const int MostBytes = 16 << 10;
    private const uint StackHeader = 0x6474_E551;
    private const uint ReadWrite = 6;

    public static TheoryData<string> Programs => [.. BuiltProgram.All];

    [Fact]
    public void All_programs_are_built() =>
        Assert.Equal(["cow", "hello", "hog", "lazy", "segv", "share", "stack"], BuiltProgram.All);

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_is_small(string name) => Assert.InRange(ProgramFile.Read(name).Bytes.Length, 1, MostBytes);

    [Theory]
    [MemberData(nameof(Programs))]
    public void Constants_code_and_variables_have_pages_and_rights_of_their_own(string name)
    {
        ProgramFile file = ProgramFile.Read(name);
        Assert.Equal([Rights.Read, Rights.Read | Rights.Execute, Rights.Read | Rights.Write],
            file.Segments.Select(segment => segment.Rights));
        Assert.Equal(0x0804_8000u >> 12, file.Segments[0].First);
        Assert.Equal(0x0804_8034u, file.Image.HeadersAddress);
        ElfSegment code = file.Segments[1];
        Assert.InRange(file.Image.Entry >> 12, code.First, code.End - 1);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void The_stack_is_not_executable(string name)
    {
        byte[] bytes = ProgramFile.Read(name).Bytes;
        int table = (int)ElfBytes.Get32(bytes, 28);
        int stack = Enumerable.Range(0, (int)ElfBytes.Get16(bytes, 44)).Select(i => table + (i * 32))
            .Single(at => ElfBytes.Get32(bytes, at) == StackHeader);
        Assert.Equal(ReadWrite, ElfBytes.Get32(bytes, stack + 24));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void The_names_of_methods_are_kept_and_those_of_texts_are_not(string name)
    {
        string text = Encoding.Latin1.GetString(ProgramFile.Read(name).Bytes);
        Assert.Contains("Program__Main\0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("__Str_", text, StringComparison.Ordinal);
    }

    /// <summary>Which of the names is taken is seen where a program tells an error: ENOMEM, EBADF, ENOSPC.</summary>
    [Fact]
    public void The_library_has_the_names_of_errors_in_the_order_of_their_numbers()
    {
        string source = File.ReadAllText(Path.Combine(Checkout.Root, "src", "Userland", "ErrorNames.cs"));
        IEnumerable<string> names = Text().Matches(source)
            .SelectMany(text => text.Value.Trim('"').Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(Enumerable.Range(1, (int)Errno.ELOOP).Select(number => $"{(Errno)number}"), names);
    }

    [GeneratedRegex("\"(E[A-Z0-9]+ )+\"")]
    private static partial Regex Text();
}
