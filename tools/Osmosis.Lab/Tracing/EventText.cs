using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Tracing;

/// <summary>Events in the words that the answer uses for them.</summary>
internal static class EventText
{
    /// <param name="happened">The event, which has taken effect.</param>
    /// <param name="machine">Tells what a load gave.</param>
    public static string Of(MachineEvent happened, LabMachine machine) => happened.Kind switch
    {
        MachineEventKind.Load => $"Load(0x{happened.Address:x8}) ⇒ {Word(happened.Address, machine)}",
        MachineEventKind.Store => $"Store(0x{happened.Address:x8}, 0x{happened.Value:x8})",
        MachineEventKind.Invalidate => $"InvalidatePage(0x{happened.Address:x8})",
        MachineEventKind.Take => $"TryAllocateFrame ⇒ 0x{happened.Address:x8}",
        MachineEventKind.Refused => "TryAllocateFrame ⇒ no frame",
        MachineEventKind.Free => $"FreeFrame(0x{happened.Address:x8})",
        _ => $"{happened.Kind} 0x{happened.Address:x8}",
    };

    /// <param name="kind">Load or store, in lower case.</param>
    /// <param name="count">The number of events.</param>
    /// <param name="first">The first address.</param>
    /// <param name="last">The last address.</param>
    /// <param name="value">What was stored, if it was always the same.</param>
    public static string OfRun(string kind, int count, uint first, uint last, uint? value) =>
        $"{count:N0} × {(kind == "load" ? "Load" : "Store")}(0x{first:x8} … 0x{last:x8}"
        + (kind == "store" && value is { } same ? $", 0x{same:x8})" : ")");

    /// <summary>Which entry of the directory or of a table lies at an event's address, before its effect.</summary>
    public static string Place(MachineEvent happened, LabMachine machine)
    {
        if (happened.Kind is not (MachineEventKind.Load or MachineEventKind.Store) || machine.Processor.Cr3 == 0)
        {
            return "";
        }

        uint frame = happened.Address >> 12, index = (happened.Address & 0xFFF) >> 2;
        if (frame == machine.Processor.Cr3 >> 12)
        {
            return $"directory entry {index}";
        }

        if (machine.Processor.TryFindDirectoryEntryOf(frame, out uint directory))
        {
            return $"entry {index} of table {directory}: page {EntryText.Page((directory << 10) | index)}";
        }

        return frame == machine.Notes >> 12 && machine.Notes != 0 ? "your notes" : "";
    }

    private static string Word(uint address, LabMachine machine) =>
        machine.Processor.Memory.TryReadWord(address, out uint value) ? $"0x{value:x8}" : "a word never written";
}
