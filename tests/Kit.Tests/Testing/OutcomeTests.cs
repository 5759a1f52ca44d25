// What is reported of tests in a kernel that end in each way in which one can.
using Osmosis.Testing.Host;

namespace Osmosis.Kit.Tests.Testing;

[Slow]
public sealed class OutcomeTests(FailingRun run) : IClassFixture<FailingRun>
{
    [Fact]
    public void Every_test_has_one_result()
    {
        TestList list = TestList.Read(FailingRun.Image, FailingRun.Assembly);
        Assert.Equal(
            list.Tests.Select(test => test.Name).Order(), run.Results.Select(result => result.Test.Name).Order());
        Assert.Equal(12, list.Tests.Count);
    }

    [Theory]
    [InlineData("Passes")]
    [InlineData("Prints")]
    [InlineData("Runs_on_a_new_machine")]
    [InlineData("Passes_last")]
    public void One_that_returns_passed(string test)
    {
        Assert.Equal((Outcome.Passed, "", null), (run[test].Outcome, run[test].Message, run[test].File));
        Assert.InRange(run[test].Duration, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("Fails_with_numbers", "expected 4, was -2: s_prepared - 3")]
    [InlineData("Fails_with_a_condition", "expected true: s_prepared == 0 && \"é\\t\"u8.Length == 3")]
    [InlineData("Fails_with_texts", "expected \"é\", was \"\\u000a\": \"\\n\"u8")]
    [InlineData("Leaves_its_array", "index out of range, at 0x")]
    [InlineData("Faults", "divide error at 0x")]
    [InlineData("Hangs", "not done after 1 s; the machine is at 0x")]
    public void One_that_fails_says_why_and_in_which_line(string test, string message)
    {
        TestResult result = run[test];
        Assert.Equal(Outcome.Failed, result.Outcome);
        Assert.StartsWith(message, result.Message, StringComparison.Ordinal);
        Assert.Equal(FailingRun.Source, result.File);
        Assert.Contains(test switch
        {
            "Fails_with_texts" => "Check.Equal(\"é\"",
            "Leaves_its_array" => "three[",
            "Hangs" => "while (s_prepared",
            _ => test,
        }, File.ReadAllLines(FailingRun.Source)[result.Line - 1], StringComparison.Ordinal);
        if (result.Message.Contains(" at 0x", StringComparison.Ordinal))
        {
            Assert.Contains($" in FailingTests.EndingTests.{test}", result.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void One_that_switches_the_machine_off_fails_itself() => Assert.Equal(
        (Outcome.Failed, "the machine was switched off"), (run["Switches_off"].Outcome, run["Switches_off"].Message));

    [Fact]
    public void One_that_hangs_takes_its_limit_and_little_more() => Assert.InRange(
        run["Hangs"].Duration, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));

    [Fact]
    public void One_that_is_skipped_says_why_and_does_not_run() => Assert.Equal(
        (Outcome.Skipped, "there is no second processor"), (run["Skipped"].Outcome, run["Skipped"].Message));

    [Theory]
    [InlineData("Passes", "")]
    [InlineData("Prints", "green and plain\npassed\t1")]
    [InlineData("Fails_with_numbers", "")]
    [InlineData("Fails_with_texts", "before the check")]
    public void What_the_kernel_prints_belongs_to_the_test(string test, string output) =>
        Assert.Equal(output, run[test].Output);

    [Fact]
    public void The_list_has_each_test_s_line() => Assert.All(
        run.Results, result => Assert.Equal(
            (FailingRun.Source, FailingRun.LineOf($"void {result.Test.Method}()")),
            (result.Test.File, result.Test.Line)));

    [Fact]
    public async Task An_image_with_another_list_is_refused_for_every_test()
    {
        TestList list = TestList.Read(FailingRun.Image, FailingRun.Assembly);
        List<TestResult> results = await FailingRun.RunAsync(list with { Tests = [.. list.Tests.Take(2)] }, _ => true);
        Assert.Equal(2, results.Count);
        Assert.All(results, result => Assert.Equal(
            (Outcome.Failed,
                "before the first test: the image has another list, of 12 tests: build the test project again"),
            (result.Outcome, result.Message)));
    }
}
