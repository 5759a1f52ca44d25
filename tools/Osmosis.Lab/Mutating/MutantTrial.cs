// Whether a lab notices a changed answer.
using System.Runtime.Loader;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Compiling;
using Osmosis.Lab.Searching;

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
    private const int MostStates = 20_000;

    public static MutantFate Of(SearchedLab lab, AnswerMutant mutant)
    {
        CompiledAnswer answer = AnswerCompiler.Compile(lab.FileName, mutant.Text, lab.Contract, lab.ClassName);
        if (answer.Errors.Count > 0)
        {
            return MutantFate.NotCompiled;
        }

        AssemblyLoadContext context = new(AnswerCompiler.AssemblyName, isCollectible: true);
        try
        {
            object loaded = Activator.CreateInstance(context
                .LoadFromStream(new MemoryStream(answer.Image), new MemoryStream(answer.Symbols))
                .GetType(AnswerShim.TypeName, throwOnError: true)!)!;
            Search search = new(forgiven => lab.CreateWorld(loaded, forgiven), lab.Rules, lab.Depth, MostStates);
            return search.FindsABreak() || search.ModelStates < lab.ModelStates ? MutantFate.Noticed : MutantFate.Kept;
        }
        finally
        {
            context.Unload();
        }
    }
}
