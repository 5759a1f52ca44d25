namespace Osmosis.Memory.Tests.FailureTests;

/// <summary>
/// Every scenario with its 1st, 2nd, 3rd … request for a frame refused, alone or with all later ones, until no request
/// is left to refuse. After each failure nothing has changed, everything is counted right, and the same scenario then
/// succeeds (F4, P5, P6, H3).
/// </summary>
public abstract class FailureTests<TFormat>
    where TFormat : struct, IBlockFormat
{
    public static TheoryData<string, bool> Scenarios()
    {
        TheoryData<string, bool> cases = [];
        foreach (string name in Scenario<TFormat>.All.Keys)
        {
            cases.Add(name, false);
            cases.Add(name, true);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Every_request_fails_once(string name, bool onlyThatOne)
    {
        Scenario<TFormat> scenario = Scenario<TFormat>.All[name];
        uint failures = 0;
        while (IsRefused(scenario, failures + 1, onlyThatOne))
        {
            failures++;
        }

        Assert.Equal(scenario.Requests, failures);
    }

    /// <summary>Runs it with the nth request refused. False when it makes fewer requests.</summary>
    private static bool IsRefused(Scenario<TFormat> scenario, uint nth, bool onlyThatOne)
    {
        Stage<TFormat> stage = new();
        scenario.Prepare(stage);
        string before = stage.Snapshot();
        if (onlyThatOne)
        {
            stage.World.Frames.FailOnly(nth);
        }
        else
        {
            stage.World.Frames.FailFrom(nth);
        }

        bool isDone = scenario.Act(stage);
        bool isRefused = stage.World.Frames.Refusals > 0;
        stage.World.Frames.FailNever();
        Assert.Equal(!isRefused, isDone);
        stage.Recount();
        if (isRefused)
        {
            Assert.Equal(before, stage.Snapshot());
            Assert.True(scenario.Act(stage));
            stage.Recount();
        }

        return isRefused;
    }
}

public sealed class PlainFailureTests : FailureTests<PlainBlocks>;

public sealed class CheckedFailureTests : FailureTests<CheckedBlocks>;
