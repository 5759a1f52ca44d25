// What Find must say after each call of lab 11.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Regions;

/// <summary>What Find said.</summary>
/// <param name="Method">The call before.</param>
/// <param name="Page">The page's number in the world; -1 for the one in front.</param>
/// <param name="Address">The address that was looked for.</param>
/// <param name="IsFound">Find's answer.</param>
/// <param name="Start">The region's first address.</param>
/// <param name="Pages">Its pages.</param>
/// <param name="IsWritable">Its rights.</param>
/// <param name="Offset">What its first page shows.</param>
/// <param name="IsDone">The call before was not refused.</param>
internal readonly record struct Finding(string Method, int Page, uint Address, bool IsFound, uint Start, uint Pages,
    bool IsWritable, uint Offset, bool IsDone)
{
    public bool Contains => Start <= Address && (Address - Start) >> 12 < Pages;

    /// <summary>The page of the file that the page of the address shows.</summary>
    public uint Shows => Offset + ((Address - Start) >> 12);

    public override string ToString() => !IsFound ? "no region" : $"0x{Start:x8}, {Pages} "
        + $"{(Pages == 1 ? "page" : "pages")}, {(IsWritable ? "writable" : "read-only")}, offset {Offset}";
}

internal sealed class RegionsChecks(LabMachine machine, RegionsModel model)
{
    public void Answer(string method, bool got, bool isRight)
    {
        machine.Exercise(RuleNames.Answers);
        if (got != isRight)
        {
            machine.Fail(RuleNames.Answers, $"{method} gives a wrong answer",
                new Fact("the right answer is", isRight ? "true" : "false"),
                new Fact($"{method} says", got ? "true" : "false"), Blame.Here, $"there were {Describe()}");
        }
    }

    public void Found(Finding finding)
    {
        foreach (string watched in (string[])[RegionsRules.Ranges, RegionsRules.Rights, RegionsRules.Offsets,
            RegionsRules.Merged, RuleNames.Refusals])
        {
            machine.Exercise(watched);
        }

        Run? right = finding.Page < 0 ? null : model.RunAt(finding.Page);
        string? broken = WhatIsBroken(finding, right);
        if (broken is null)
        {
            return;
        }

        string rule = finding.IsDone ? broken : RuleNames.Refusals;
        machine.Fail(rule, WhatIsWrong(rule, finding.Method),
            new Fact($"0x{finding.Address:x8} is in", right is { } run ? $"{run}" : "no region"),
            new Fact($"Find(0x{finding.Address:x8}) says", $"{finding}"), Blame.LastStoreIn(machine.Call));
    }

    private string? WhatIsBroken(Finding finding, Run? right)
    {
        if (finding.IsFound != right is not null || (finding.IsFound && !finding.Contains))
        {
            return RegionsRules.Ranges;
        }

        if (right is not { } run)
        {
            return null;
        }

        Shown page = model.Pages[finding.Page]!.Value;
        bool isExact = finding.Start == run.Start && finding.Pages == run.Count;
        return finding.IsWritable != page.IsWritable ? RegionsRules.Rights
            : finding.Shows != page.Offset ? RegionsRules.Offsets
            : !isExact && !machine.Forgiven.Contains(RegionsRules.Merged) ? RegionsRules.Merged : null;
    }

    private static string WhatIsWrong(string rule, string method) => rule switch
    {
        RegionsRules.Ranges => $"after {method} another page is found, or one isn't",
        RegionsRules.Rights => $"after {method} a page has other rights",
        RegionsRules.Offsets => $"after {method} a page shows another page of the file",
        RegionsRules.Merged => $"after {method} a region begins or ends elsewhere",
        _ => $"{method} answers false, and yet something has changed",
    };

    private string Describe()
    {
        Run[] runs = [.. Enumerable.Range(0, RegionsModel.Count).Select(model.RunAt).OfType<Run>().Distinct()];
        return runs.Length == 0 ? "no regions" : string.Join("; ", runs);
    }
}
