using System.Text.RegularExpressions;

namespace Osmosis.Programs.Tests.Userland;

/// <summary>Programs in C# do on Linux what they say: status, output, and what they say of a wrong call.</summary>
[Collection(StartedProcesses.None)]
public class DemonstrationTests
{
    private const int Failed = 1;
    private const int CalledWrongly = 2;
    private const int CheckFailed = 70;
    private const int OutputRefused = 74;
    private const int Segv = 128 + 11;

    private static readonly string[] s_hello = ["Hello, tester! I am process *."];

    [Fact]
    public void Hello_greets_its_user_and_adds_up() =>
        Expect("hello", "$program 1 2 0x10", 0,
            ["Hello, tester! I am process *.", "The sum of 3 numbers is 19, or 0x13."]);

    [Fact]
    public void Hello_greets_the_world_where_nobody_is_named() =>
        Expect("hello", "unset USER; $program", 0,
            ["Hello, world! I am process *.", "The sum of 0 numbers is 0, or 0x0."]);

    [Theory]
    [InlineData("x")]
    [InlineData("0x")]
    [InlineData("''")]
    [InlineData("4294967296")]
    [InlineData("-1")]
    public void Hello_refuses_what_is_no_number(string word) =>
        Expect("hello", $"$program 1 {word}", CalledWrongly, s_hello, $"hello: {word.Trim('\'')} is not a number");

    [Fact]
    public void A_failed_check_of_the_language_ends_a_program_and_is_told() =>
        Expect("hello", "$program 0xFFFFFFFF 1", CheckFailed, s_hello, "hello: arithmetic overflow, before 0x0804*");

    [Theory]
    [InlineData(">/dev/full", "ENOSPC")]
    [InlineData(">&-", "EBADF")]
    public void Refused_output_ends_a_program_and_is_told(string where, string error) =>
        Expect("hello", $"$program {where}", OutputRefused, [], $"hello: output was refused: {error}");

    [Fact]
    public void Refused_output_ends_a_program_even_if_nobody_can_be_told() =>
        Expect("hello", "$program >/dev/full 2>/dev/full", OutputRefused, []);

    [Fact]
    public void After_a_fork_each_writes_its_own_pages() => Expect("cow", "$program", 0,
    [
        "before: wrote b to 16 pages",
        "child: wrote c and sees c in 16 pages, after * page faults",
        "parent: wrote p and sees p in 16 pages, after * page faults",
    ]);

    [Fact]
    public void Only_touched_pages_are_in_memory() => Expect("lazy", "$program", 0,
    [
        "mapped 16384 pages", "in memory: 0 pages", "touched 4 pages", "in memory: 4 pages", "the other pages are zero",
    ]);

    [Theory]
    [InlineData(8192, 7936)]
    [InlineData(1024, 768)]
    public void The_stack_grows_to_near_its_limit(int limit, int depth) =>
        Expect("stack", $"ulimit -s {limit}; $program", 0,
        [
            $"the limit is {limit} KiB", $"going down by {depth} KiB", "* frames kept what they were given",
        ]);

    [Fact]
    public void The_stack_ends_at_its_limit() => Expect("stack", "$program over", Segv,
        ["the limit is * KiB", "going down past it, by * KiB"], "stack: * of 0x* was refused, at 0x0804*: signal 11",
        "stack: * to 0x* was refused, at 0x0804*: signal 11");

    [Fact]
    public void Shared_pages_are_shared_and_others_are_not() => Expect("share", "$program", 0,
    [
        "parent: wrote p to the shared page and to its own",
        "child: the shared page has what the other wrote, its own page hasn't",
        "child: wrote c to the shared page and to its own",
        "parent: the shared page has what the other wrote, its own page hasn't",
    ]);

    [Fact]
    public void All_memory_is_taken_until_it_is_refused()
    {
        // QEMU itself needs more than the limit, and has an option for the program's part.
        string command = BuiltProgram.RunsNatively
            ? "ulimit -v 65536; $program" : "QEMU_RESERVED_VA=0x10000000 $program";
        Expect("hog", command, 0,
            ["taking memory", "refused: ENOMEM, after * pages in * ms", "each page still has its number"]);
    }

    [Theory]
    [InlineData("", "0x00000000", " (a null reference)")]
    [InlineData("0x8048000", "0x08048000", "")]
    [InlineData("4294967280", "0xfffffff0", "")]
    public void A_write_where_nothing_may_be_written_ends_a_program(string argument, string address, string hint) =>
        Expect("segv", $"$program {argument}", Segv, [$"writing to {address}"],
            $"segv: write to {address}{hint} was refused, at 0x0804*: signal 11");

    [Fact]
    public void A_write_to_a_protected_page_ends_a_program() => Expect("segv", "$program protected", Segv,
        ["writing to a page with 1 in it, which may only be read now"],
        "segv: write to 0x* was refused, at 0x0804*: signal 11");

    [Fact]
    public void A_write_that_is_not_refused_is_a_failure() =>
        // The handler's stack, which is the last of the program's variables.
        Expect("segv", $"$program 0x{LastVariable():x}", Failed, ["writing to 0x*"], "segv: the write was not refused");

    [Theory]
    [InlineData("segv", "x")]
    [InlineData("segv", "1 2")]
    [InlineData("stack", "under")]
    [InlineData("stack", "over over")]
    public void A_wrong_call_is_told_in_one_line(string program, string arguments) =>
        Expect(program, $"$program {arguments}", CalledWrongly, [], $"{program}: call it without arguments*");

    private static uint LastVariable()
    {
        ProgramFile file = ProgramFile.Read("segv");
        return (file.Segments[^1].End << 12) - 1;
    }

    /// <summary>
    /// Runs a program. A star stands for any text; standard error begins with one of the lines, if any are given.
    /// </summary>
    private static void Expect(string program, string command, int status, string[] output, params string[] anyError)
    {
        BuiltProgram ran = BuiltProgram.Run(program, command);
        string all = $"status {ran.Status}\n{string.Join('\n', ran.Output)}\n{string.Join('\n', ran.Error)}";
        Assert.True(ran.Status == status, all);
        Assert.True(ran.Output.Length == output.Length, all);
        Assert.All(ran.Output.Zip(output), line => Assert.True(IsLike(line.First, line.Second), all));
        Assert.True(anyError.Length == 0
            ? ran.Error.Length == 0 : anyError.Any(line => IsLike(ran.Error[0], line)), all);
    }

    private static bool IsLike(string text, string pattern) =>
        Regex.IsMatch(text, $"^{Regex.Escape(pattern).Replace("\\*", ".*")}$");
}
