using System.Diagnostics;
using Osmosis.Lab.Compiling;

namespace Osmosis.Lab.Checking;

/// <summary>The answer's own lines on the stack, from its symbols.</summary>
internal static class AnswerStack
{
    public static IReadOnlyList<AnswerLine> Current() => Lines(new StackTrace(fNeedFileInfo: true));

    public static IReadOnlyList<AnswerLine> Of(Exception thrown) => Lines(new StackTrace(thrown, fNeedFileInfo: true));

    private static AnswerLine[] Lines(StackTrace trace) =>
    [
        .. from frame in trace.GetFrames()
           let method = frame.GetMethod()
           where method?.DeclaringType?.Assembly.GetName().Name == AnswerCompiler.AssemblyName
               && method.DeclaringType.Name != AnswerShim.TypeName && frame.GetFileLineNumber() > 0
           select new AnswerLine(method.Name, frame.GetFileLineNumber()),
    ];
}
