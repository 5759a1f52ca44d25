using System.Diagnostics;
using System.Globalization;
using System.Text;
using Osmosis.Programs.Elf;

namespace Osmosis.Programs.Tests.Elf;

/// <summary>Functions by address: what nm says is the judge. And files that make no sense.</summary>
[Collection(StartedProcesses.None)]
public sealed class ElfSymbolsTests : IDisposable
{
    private const string Source = """
        global _start:function
        global second:function (second.end - second)
        global third:function
        global words:data (words.end - words)
        section .text
        _start: nop
                nop
        second: times 100 nop
        .end:   times 20 nop
        third:  ret
        words:  times 8 dd 7
        .end:
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("osmosis-symbols").FullName;

    public ElfSymbolsTests()
    {
        File.WriteAllText(Path.Combine(_folder, "program.asm"), Source);
        Run("nasm", "-f", "elf32", "program.asm", "-o", "program.o");
        Run("ld", "-m", "elf_i386", "program.o", "-o", "program");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_address_lies_in_the_function_that_nm_says_or_behind_one_without_a_length()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(_folder, "program"));
        Dictionary<string, uint> addresses = Run("nm", "program").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[2],
                parts => uint.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Assert.Equal("_start+1", NameAt(file, addresses["_start"] + 1));
        Assert.Equal("second+0", NameAt(file, addresses["second"]));
        Assert.Equal("second+99", NameAt(file, addresses["second"] + 99));
        Assert.Equal("_start+107", NameAt(file, addresses["second"] + 105));
        Assert.Equal("third+10", NameAt(file, addresses["words"] + 9));
        Assert.Null(NameAt(file, addresses["_start"] - 1));
        Assert.Equal("sec+0", NameAt(file, addresses["second"], most: 3));
    }

    [Fact]
    public void A_stripped_file_has_none()
    {
        Run("strip", "program");
        Assert.Null(NameAt(File.ReadAllBytes(Path.Combine(_folder, "program")), 0x0804_9000));
        Assert.Null(NameAt([], 0x0804_9000));
    }

    [Fact]
    public void Whatever_the_file_holds_the_search_ends_and_reads_no_byte_outside()
    {
        byte[] good = File.ReadAllBytes(Path.Combine(_folder, "program"));
        Random random = new(7);
        int found = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] file = [.. good.Take(random.Next(10) == 0 ? random.Next(good.Length) : good.Length)];
            for (int changes = random.Next(1, 6); changes > 0 && file.Length > 0; changes--)
            {
                // Most of what matters lies in the header and at the end.
                int at = random.Next(2) == 0 ? random.Next(Math.Min(52, file.Length)) : random.Next(file.Length);
                file[at] = (byte)random.Next(256);
            }

            found += NameAt(file, 0x0804_9000 + (uint)random.Next(200)) is null ? 0 : 1;
        }

        Assert.InRange(found, 1_000, 19_000);
    }

    private static string? NameAt(byte[] file, uint address, int most = 40)
    {
        byte[] name = new byte[most];
        return new ElfSymbols<ByteFile>(new ByteFile(file)).TryFind(address, name, out int length, out uint offset)
            ? $"{Encoding.Latin1.GetString(name, 0, length)}+{offset}"
            : null;
    }

    private string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
