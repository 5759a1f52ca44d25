// A lab: what it is called, its file, its rules. The classes that derive from these stand in the labs' own folders.
using Osmosis.Lab.Searching;
using Osmosis.Lab.Workers;

namespace Osmosis.Lab.Checking;

/// <summary>What every lab has.</summary>
public abstract class LabDefinition
{
    public abstract int Number { get; }

    public abstract string Title { get; }

    /// <summary>What it trains, in a few words.</summary>
    public abstract string Trains { get; }

    /// <summary>The file that the student writes.</summary>
    public abstract string FileName { get; }

    /// <summary>All rules; their points have the sum 100.</summary>
    public abstract IReadOnlyList<Rule> Rules { get; }

    /// <summary>Judges a student's file.</summary>
    /// <param name="work">The file, and how deep to look.</param>
    public abstract Verdict Check(LabWork work);

    /// <summary>Writes what a new folder has beside the lab's own files; does nothing for most labs.</summary>
    /// <param name="folder">The student's folder.</param>
    /// <param name="seed">The number that makes this student's questions.</param>
    public virtual void Prepare(string folder, int seed)
    {
    }

    /// <summary>Puts the image that 'lab boot' boots into a folder.</summary>
    /// <param name="work">The student's file.</param>
    /// <param name="folder">The folder.</param>
    /// <returns>What is wrong with the file, a line each; nothing when there is an image.</returns>
    public virtual IReadOnlyList<string> MakeImage(LabWork work, string folder) =>
        throw new LabException($"lab {Number} can't be booted: {WhyNotBooted}");

    /// <summary>Why there is no image, as words without a point.</summary>
    protected virtual string WhyNotBooted => "a running kernel has frames, page tables and a heap of its own, and has "
        + "room beside them only for the page tables of labs 3 to 6";

    /// <summary>The verdict for work that could not be judged, and why.</summary>
    internal Verdict Unjudged(int? points, IReadOnlyList<string> errors) => new(
        Number, points, Rules.Sum(rule => rule.Points), [.. Rules.Select(rule => RuleVerdict.NotReached(rule))],
        0, [], 0, 0, false, 0, 0, "", errors);
}

/// <summary>What a student hands in.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="File">The path of the file.</param>
/// <param name="Text">What it holds.</param>
/// <param name="Seed">The number that made this student's questions.</param>
/// <param name="Depth">The length of the longest sequence; 0: the lab's own.</param>
/// <param name="IsTrusted">The project's own answer, which needs no process of its own.</param>
public sealed record LabWork(string Folder, string File, string Text, int Seed, int Depth, bool IsTrusted = false);

/// <summary>A lab whose answer is a static class, compiled alone and run by a worker.</summary>
public abstract class CompiledLab : LabDefinition
{
    /// <summary>The interface that has the methods of the answer's static class.</summary>
    public abstract Type Contract { get; }

    /// <summary>The name of this class.</summary>
    public abstract string ClassName { get; }

    /// <summary>Whether the checker itself calls a method of this name.</summary>
    public bool Judges(string method) =>
        Contract.GetInterfaces().Append(Contract).Any(contract => contract.GetMethod(method) is not null);

    public override Verdict Check(LabWork work) => AnswerCheck.Run(this, work);

    /// <summary>Judges a loaded answer, in the worker.</summary>
    /// <param name="answer">An object with the contract's methods.</param>
    /// <param name="depth">The length of the longest sequence; 0: the lab's own.</param>
    public abstract Verdict Judge(object answer, int depth);
}

/// <summary>A lab whose answer is searched: every sequence of operations in a small world.</summary>
public abstract class SearchedLab : CompiledLab
{
    /// <summary>The length of the longest sequence, unless --depth says another.</summary>
    public abstract int Depth { get; }

    /// <summary>
    /// How many states of the model a right answer reaches first by 0, 1, 2 … calls, up to <see cref="Depth"/>. A rule
    /// that an answer keeps earns points for the part of them that it reaches: who refuses
    /// everything breaks nothing.
    /// </summary>
    public abstract IReadOnlyList<int> ModelStates { get; }

    /// <summary>The world at its beginning.</summary>
    /// <param name="answer">An object with the contract's methods.</param>
    /// <param name="forgiven">The names of the rules that are not watched.</param>
    public abstract World CreateWorld(object answer, IReadOnlySet<string> forgiven);

    public override Verdict Judge(object answer, int depth) => SearchedCheck.Run(this, answer, depth);
}
