// A page fault that explains itself.
using Osmosis.Faults;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Texts;
using Osmosis.Metal;

namespace TinyKernel;

internal static class Faults
{
    public static void Explain(ref InterruptFrame frame)
    {
        FaultKind kind = (FaultKind)frame.Vector;
        Text.Write(""u8, kind.Describe(), "\n"u8);
        if (kind == FaultKind.PageFault)
        {
            PageFaultReport report = PageFaultReport.Create(new VirtualAddress(Processor.ReadCr2()),
                new PageFaultCode(frame.ErrorCode), new VirtualAddress(frame.Eip), KernelMemory.Layout,
                in KernelMemory.Paging);
            Text.Write("  tried:  "u8, report.Access.Describe(), " "u8);
            Text.Write(""u8, report.Address, ", in "u8);
            Text.Write(""u8, report.Location.Region.Describe(), "\n"u8);
            Text.Write("  reason: "u8, report.Cause.Describe(), "\n"u8);
            Text.Write("  tables: directory entry "u8, new VirtualAddress(report.DirectoryEntry.Value), ", "u8);
            Text.Write("table entry "u8, new VirtualAddress(report.TableEntry.Value), "\n"u8);
        }

        Text.Write("  at:     "u8, new VirtualAddress(frame.Eip), "\n"u8);
        Text.Stop();
    }
}
