// What only the machines of certain labs have: they override it.
namespace Osmosis.Lab.Checking;

public partial class LabMachine
{
    public virtual uint MemoryMapEntries => throw NotHere("MemoryMapEntries");

    public virtual uint KernelEnd => throw NotHere("KernelEnd");

    public virtual uint HeapStart => throw NotHere("HeapStart");

    public virtual void MemoryMap(uint entry, out uint start, out uint bytes, out bool isUsable) =>
        throw NotHere("MemoryMap");

    public virtual void LoadDirectory(uint address) => throw NotHere("LoadDirectory");

    public virtual void EnablePaging() => throw NotHere("EnablePaging");

    public virtual bool TryGrowHeap() => throw NotHere("TryGrowHeap");

    public virtual bool TryFindRegion(uint address, out bool isWritable) => throw NotHere("TryFindRegion");

    private static InvalidOperationException NotHere(string member) => new($"this lab's machine has no {member}");
}
