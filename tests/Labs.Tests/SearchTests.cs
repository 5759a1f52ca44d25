// How far a search goes, and what a verdict says of it.
using System.Runtime.Loader;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Compiling;
using Osmosis.Lab.Folders;
using Osmosis.Lab.Searching;
using Osmosis.Lab.Verdicts;
using Osmosis.Labs;

namespace Osmosis.Lab.Tests;

public sealed class SearchTests
{
    private static readonly SearchedLab _lab = (SearchedLab)LabCatalogue.Find(3)!;

    [Fact]
    public void A_depth_that_is_asked_for_is_searched_and_said()
    {
        Verdict shallow = Judge(depth: 2), deep = Judge(depth: 5);
        Assert.Equal((2, 5), (shallow.Depth, deep.Depth));
        Assert.True(deep.States > _lab.ModelStates.Sum() && shallow.States < deep.States);
        Assert.Contains("every sequence of up to 5 calls.", Text(deep), StringComparison.Ordinal);
        Assert.Equal((100, false), (deep.Points, deep.IsComplete));
    }

    /// <summary>One is kept of each kind, so that every state of the model is still reached.</summary>
    [Fact]
    public void States_beyond_the_limit_are_left_out_and_that_is_said()
    {
        object answer = Load();
        using Lock.Scope turn = Guard.Turn.EnterScope();
        Search all = new(forgiven => _lab.CreateWorld(answer, forgiven), _lab.Rules, _lab.Depth, int.MaxValue);
        Search few = new(forgiven => _lab.CreateWorld(answer, forgiven), _lab.Rules, _lab.Depth, 10);
        all.Run();
        few.Run();
        Assert.Equal((false, true), (all.IsLimited, few.IsLimited));
        Assert.Equal(all.ModelStates, few.ModelStates);
        Assert.True(few.Transitions < all.Transitions);
        Assert.False(few.IsComplete);
        Assert.Contains("sequences of up to 4 calls, not all: ", Text(Judge(0) with { IsLimited = true }),
            StringComparison.Ordinal);
    }

    private static Verdict Judge(int depth)
    {
        using Lock.Scope turn = Guard.Turn.EnterScope();
        return _lab.Judge(Load(), depth);
    }

    private static object Load()
    {
        string file = ModelAnswer.All(_lab).Single(model => model.Name == "right").File;
        CompiledAnswer answer =
            AnswerCompiler.Compile(_lab.FileName, File.ReadAllText(file), _lab.Contract, _lab.ClassName);
        return AnswerShim.Load(new AssemblyLoadContext("right"), answer.Image, answer.Symbols);
    }

    private static string Text(Verdict verdict)
    {
        StringWriter text = new();
        VerdictText.Write(text, verdict, _lab.FileName, []);
        return text.ToString();
    }
}
