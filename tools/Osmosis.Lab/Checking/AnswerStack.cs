using System.Diagnostics;
using System.Reflection;
using Osmosis.Lab.Compiling;
using Osmosis.Labs;

namespace Osmosis.Lab.Checking;

/// <summary>The answer's own lines on the stack, from its symbols.</summary>
internal static class AnswerStack
{
    // Symbols are read once for each place of the answer: a loop asks for the same ones a thousand times. The thread is
    // the answer's.
    [ThreadStatic]
    private static Dictionary<(MethodBase, int), int>? _lines;

    public static IReadOnlyList<AnswerLine> Current()
    {
        Dictionary<(MethodBase, int), int> lines = _lines ??= [];
        StackFrame[] frames = [.. new StackTrace().GetFrames().Where(IsOfAnswer)];
        if (!Array.TrueForAll(frames, frame => lines.ContainsKey(PlaceOf(frame))))
        {
            foreach (StackFrame frame in new StackTrace(fNeedFileInfo: true).GetFrames().Where(IsOfAnswer))
            {
                lines[PlaceOf(frame)] = frame.GetFileLineNumber();
            }
        }

        return
        [
            .. frames.Select(frame => new AnswerLine(frame.GetMethod()!.Name, lines.GetValueOrDefault(PlaceOf(frame))))
                .Where(line => line.Line > 0),
        ];
    }

    public static IReadOnlyList<AnswerLine> Of(Exception thrown) =>
    [
        .. new StackTrace(thrown, fNeedFileInfo: true).GetFrames().Where(IsOfAnswer)
            .Select(frame => new AnswerLine(frame.GetMethod()!.Name, frame.GetFileLineNumber()))
            .Where(line => line.Line > 0),
    ];

    /// <summary>The line that a number of the current call was computed in; null when none is known.</summary>
    public static AnswerLine? OriginOf(uint value) =>
        Guard.OriginOf(value) is { } origin ? new AnswerLine(origin.Method, origin.Line) : null;

    private static (MethodBase, int) PlaceOf(StackFrame frame) => (frame.GetMethod()!, frame.GetILOffset());

    private static bool IsOfAnswer(StackFrame frame) => frame.GetMethod()?.DeclaringType is { } type
        && type.Name != AnswerShim.TypeName
        && type.Assembly.FullName!.StartsWith(AnswerCompiler.AssemblyName + ",", StringComparison.Ordinal);
}
