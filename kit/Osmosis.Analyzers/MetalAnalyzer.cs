// Says while typing what the build will refuse. An error is what it refuses in any case, once the code can be reached;
// a warning is what depends on its optimiser. Where nothing is said, the build has nothing to refuse.
using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Osmosis.Analyzers;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MetalAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Rules.All;

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(
            GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterOperationBlockAction(Look);
    }

    private static void Look(OperationBlockAnalysisContext context)
    {
        foreach (IOperation block in context.OperationBlocks)
        {
            // Attributes' arguments are data.
            if (block.Kind is not OperationKind.Attribute)
            {
                if (StaticInitialiser.Is(context.OwningSymbol, block))
                {
                    StaticInitialiser.Look(block, context.ReportDiagnostic);
                }
                else
                {
                    LookInMethod(block, context);
                }
            }
        }
    }

    private static void LookInMethod(IOperation block, OperationBlockAnalysisContext context)
    {
        foreach (IOperation operation in Compiled(block))
        {
            Finding? found = Allocation.Of(operation, context.OwningSymbol) ?? RuntimeCall.Of(operation);
            if (found is not null)
            {
                context.ReportDiagnostic(found.At(operation));
            }
        }
    }

    /// <summary>An operation and those in it, without branches that the C# compiler leaves out.</summary>
    internal static IEnumerable<IOperation> Compiled(IOperation operation)
    {
        yield return operation;
        foreach (IOperation child in operation.ChildOperations)
        {
            if (operation is IConditionalOperation { Condition.ConstantValue: { HasValue: true, Value: bool taken } }
                branch && child == (taken ? branch.WhenFalse : branch.WhenTrue))
            {
                continue;
            }

            foreach (IOperation inner in Compiled(child))
            {
                yield return inner;
            }
        }
    }
}
