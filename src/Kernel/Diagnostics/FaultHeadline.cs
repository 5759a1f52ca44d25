// The first line of a fault report: the whole story, for everybody.

using Internal.Runtime.CompilerHelpers;
using Osmosis.Faults;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Diagnostics;

internal static class FaultHeadline
{
    /// <summary>Prints the line, in red, on a line of its own.</summary>
    public static void Print(in FaultReport report)
    {
        if (!Terminal.IsAtLineStart)
        {
            Terminal.WriteLine();
        }

        Terminal.SetColor(TerminalColor.Red);
        Terminal.Write("fault: "u8);
        Write(in report);
        Terminal.WriteLine();
        Terminal.SetColor(TerminalColor.Default);
    }

    private static void Write(in FaultReport report)
    {
        if (report.IsStackOverflow)
        {
            Terminal.Write(
                $"{report.OverflowedStack.Describe()} overflow: ESP {report.Stack} has reached the guard page");
        }
        else if (report.Kind == FaultKind.PageFault && report.Page is { } page)
        {
            Terminal.Write(
                $"page fault: {page.Access.Describe()}{(page.Access == PageAccess.Write ? " to"u8 : ""u8)} "
                    + $"{page.Address}");
            Terminal.Write(
                $"{(page.Location.Region == AddressRegion.NullPage ? " (a null pointer)"u8 : ""u8)}: "
                    + $"{page.Cause.Describe()}");
        }
        else if (report.HasSelector)
        {
            Terminal.Write($"{report.Kind.Describe()}: ");
            WriteSelector(report.Selector);
        }
        else if (report.Kind == FaultKind.LanguageCheck)
        {
            WriteCheck(in report);
        }
        else
        {
            Terminal.Write($"{report.Kind.Describe()}: {report.Kind.Explain()}");
        }
    }

    private static void WriteCheck(in FaultReport report)
    {
        Terminal.Write(RuntimeFailure.Describe((RuntimeFailureKind)report.ErrorCode));
        if (report.Index is { } refused)
        {
            Terminal.Write($": index {refused.Index}, length {refused.Length}");
        }

        Terminal.Write($" ({report.Kind.Describe()})");
    }

    private static void WriteSelector(SelectorErrorCode code)
    {
        if (!code.HasSelector)
        {
            Terminal.Write("the instruction or its operand is not allowed"u8);
            return;
        }

        if (code.Table == DescriptorTable.Interrupt)
        {
            Terminal.Write($"vector {code.Index} of the IDT");
        }
        else
        {
            Terminal.Write($"selector 0x{code.Selector:x4}, entry {code.Index} of the {code.Table.Describe()}");
        }

        if (code.IsExternal)
        {
            Terminal.Write(", by an interrupt"u8);
        }
    }
}
