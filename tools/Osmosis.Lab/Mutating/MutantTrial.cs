// Whether a lab notices a changed answer.
using System.Runtime.Loader;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Compiling;
using Osmosis.Lab.Searching;
using Osmosis.Labs;

namespace Osmosis.Lab.Mutating;

/// <summary>What became of a mutant.</summary>
internal enum MutantFate
{
    /// <summary>It is no answer: it doesn't compile.</summary>
    NotCompiled,

    /// <summary>It breaks a rule, or reaches fewer states than a right answer.</summary>
    Noticed,

    /// <summary>It gets full marks: the world is too small, or the change makes no difference.</summary>
    Kept,
}

internal static class MutantTrial
{
    public static MutantFate Of(SearchedLab lab, AnswerMutant mutant)
    {
        CompiledAnswer answer = AnswerCompiler.Compile(lab.FileName, mutant.Text, lab.Contract, lab.ClassName);
        if (answer.Errors.Count > 0)
        {
            return MutantFate.NotCompiled;
        }

        using Lock.Scope turn = Guard.Turn.EnterScope();
        AssemblyLoadContext context = new(AnswerCompiler.AssemblyName, isCollectible: true);
        try
        {
            object loaded = AnswerShim.Load(context, answer.Image, answer.Symbols);
            Search search = new(forgiven => lab.CreateWorld(loaded, forgiven), lab.Rules, lab.Depth,
                SearchedCheck.MostStates);
            return search.FindsABreak() || search.ModelStates.Sum() < lab.ModelStates.Sum()
                ? MutantFate.Noticed : MutantFate.Kept;
        }
        finally
        {
            context.Unload();
        }
    }
}
