using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Osmosis.Programs.Elf;

namespace Osmosis.Programs.Tests.Elf;

/// <summary>Files made by GNU ld. What readelf says of them is the judge.</summary>
[Collection(StartedProcesses.None)]
public sealed partial class RealFilesTests : IDisposable
{
    private const uint Base = 0x5000_0000;

    private const string Source = """
        global _start
        section .text
        _start: mov eax, 1
                int 0x80
        section .rodata
        words:  times 5000 db 7
        section .data
        value:  times 300 dd 1
        section .bss
        space:  resb 20000
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("osmosis-elf").FullName;

    public RealFilesTests()
    {
        File.WriteAllText(Path.Combine(_folder, "program.asm"), Source);
        Run("nasm", "-f", "elf32", "program.asm", "-o", "program.o");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("", 0u)]
    [InlineData("-pie --no-dynamic-linker", Base)]
    [InlineData("-pie --dynamic-linker /lib/ld-linux.so.2", Base)]
    [InlineData("-Ttext-segment=0x10000000 -z max-page-size=0x10000", 0u)]
    public void The_segments_are_those_that_readelf_prints(string options, uint bias)
    {
        string[] more = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Run("ld", ["-m", "elf_i386", "program.o", "-o", "program", .. more]);
        byte[] file = File.ReadAllBytes(Path.Combine(_folder, "program"));
        ElfReader<ByteFile> reader = new(new ByteFile(file));
        Assert.Equal(ElfError.None, reader.Read(Base, out ElfImage image));
        Assert.Equal(bias, image.Bias);

        string printed = Run("readelf", "-lW", "program");
        MatchCollection rows = Row().Matches(printed);
        Assert.True(rows.Count >= 3, printed);
        List<string> expected = [.. rows.Select(row => Describe(row, bias))];
        List<string> found = [];
        for (uint i = 0; i < image.HeaderCount; i++)
        {
            Assert.Equal(ElfError.None, reader.ReadSegment(in image, i, out ElfSegment segment));
            if (segment.Pages != 0)
            {
                string shown = $"shows {segment.FilePages} from {segment.FilePage}, {segment.Rights}";
                found.Add($"{segment.First:x} +{segment.Pages} {shown}");
            }
        }

        Assert.Equal(expected, found);
        Assert.Equal(Hex(Entry().Match(printed).Groups["entry"].Value) + bias, image.Entry);
        Assert.Equal(Interpreter().Match(printed).Groups["name"].Value,
            System.Text.Encoding.UTF8.GetString(file, (int)image.InterpreterAt, (int)image.InterpreterLength));
    }

    [Fact]
    public void A_kernel_is_refused_because_it_lies_below_a_programs_part()
    {
        Run("ld", "-m", "elf_i386", "program.o", "-o", "program", "-Ttext-segment=0x100000");
        Assert.Equal(ElfError.OutsideProgram, Read(Path.Combine(_folder, "program")));
    }

    [Fact]
    public void An_object_file_and_a_program_of_the_host_are_refused()
    {
        Assert.Equal(ElfError.NotExecutable, Read(Path.Combine(_folder, "program.o")));
        Assert.Equal(ElfError.OtherMachine, Read(Environment.ProcessPath!));
    }

    private static ElfError Read(string file) =>
        new ElfReader<ByteFile>(new ByteFile(File.ReadAllBytes(file))).Read(Base, out _);

    private static string Describe(Match row, uint bias)
    {
        uint offset = Hex(row.Groups["offset"].Value);
        uint address = Hex(row.Groups["address"].Value) + bias;
        uint file = Hex(row.Groups["file"].Value);
        uint pages = ((address + Hex(row.Groups["memory"].Value) + 4095) >> 12) - (address >> 12);
        uint filePages = file == 0 ? 0 : ((address + file + 4095) >> 12) - (address >> 12);
        string flags = row.Groups["flags"].Value;
        Rights rights = (flags.Contains('R') ? Rights.Read : 0)
            | (flags.Contains('W') ? Rights.Write : 0)
            | (flags.Contains('E') ? Rights.Execute : 0);
        return $"{address >> 12:x} +{pages} shows {filePages} from {offset >> 12}, {rights}";
    }

    private static uint Hex(string text) =>
        uint.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private string Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors.Result}");
        return output;
    }

    [GeneratedRegex(
        @"^ +LOAD +(?<offset>0x\w+) +(?<address>0x\w+) +0x\w+ +(?<file>0x\w+) +(?<memory>0x\w+) +(?<flags>[RWE ]+) 0x",
        RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"Entry point (?<entry>0x\w+)")]
    private static partial Regex Entry();

    [GeneratedRegex(@"program interpreter: (?<name>[^\]]+)\]")]
    private static partial Regex Interpreter();
}
