// A fault that explains itself.
using Osmosis.Faults;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Texts;
using Osmosis.Metal;

namespace TinyKernel;

internal static class Faults
{
    public static void Explain(ref InterruptFrame frame)
    {
        VirtualAddress code = new(frame.Eip);
        PageFaultReport page = PageFaultReport.Create(new VirtualAddress(Processor.ReadCr2()),
            new PageFaultCode(frame.ErrorCode), code, KernelMemory.Layout, in KernelMemory.Paging);
        FaultReport report = new()
        {
            Kind = (FaultKind)frame.Vector,
            ErrorCode = frame.ErrorCode,
            Instruction = code,
            Stack = new VirtualAddress(frame.Esp),
            Page = page,
        };
        Text.Write(""u8, report.Kind.Describe(), "\n"u8);
        if (report.IsStackOverflow)
        {
            Text.Write("  reason: the "u8, report.OverflowedStack.Describe(), " is used up\n"u8);
        }
        else if (report.Kind == FaultKind.PageFault)
        {
            Explain(in page);
        }

        WriteLine(code);
        Text.Stop();
    }

    private static void Explain(in PageFaultReport page)
    {
        Text.Write("  tried:  "u8, page.Access.Describe(), " "u8);
        Text.Write(""u8, page.Address, ", in "u8);
        Text.Write(""u8, page.Location.Region.Describe(), "\n"u8);
        Text.Write("  reason: "u8, page.Cause.Describe(), "\n"u8);
        Text.Write("  tables: directory entry "u8, new VirtualAddress(page.DirectoryEntry.Value), ", "u8);
        Text.Write("table entry "u8, new VirtualAddress(page.TableEntry.Value), "\n"u8);
    }

    // The build links a table of all methods and lines into the image.
    private static void WriteLine(VirtualAddress code)
    {
        Text.Write("  at:     "u8, code, ""u8);
        SymbolTable symbols = LoadedImage.Current.Symbols;
        if (symbols.TryFind(code.Value, out FunctionSymbol method)
            && symbols.TryFindLine(in method, code.Value, out SourceLine line))
        {
            Text.Write(", "u8, method.Type, "."u8);
            Text.Write(""u8, method.Name, " ("u8);
            Text.Write(""u8, line.Name, ".cs:"u8);
            Text.Write(""u8, line.Line, ")"u8);
        }

        Text.Write("\n"u8, ""u8, ""u8);
    }
}
