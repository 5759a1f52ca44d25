// The pictures in docs/pictures: memory as a kernel has it that was just booted for them.
using Osmosis.Emulators;
using Osmosis.Snapshot;

namespace Osmosis.Cli.Commands;

internal static class MemoryPictures
{
    /// <summary>Draws the address space and the frames, then the heap before and after its middle block is freed.</summary>
    public static async Task WriteAsync(Repository repository, CancellationToken cancel)
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(new QemuOptions { KernelPath = repository.KernelImage, Memory = MemorySize.FromMiB(8) }, cancel);
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync(cancel);
        uint symbol = KernelImage.Load(repository.KernelImage)[KernelSnapshot.Symbol];
        Task<MachinePicture> Look() => MachinePicture.ReadAsync(
            (address, length, stop) => machine.Monitor.ReadPhysicalAsync(address, length, stop), symbol, async stop => (await machine.Monitor.RegistersAsync(stop)).Cr3, cancel);
        List<ulong> pointers = [];
        foreach (int bytes in new[] { 200, 1000, 300 })
        {
            pointers.Add(new Rows(await console.RunAsync($"kmalloc {bytes}", cancel)).Number("pointer"));
        }

        MachinePicture full = await Look();
        await WriteAsync(repository, "frames", CellGrid.OfFrames(full.Frames!), "Frames of a machine with 8 MiB", cancel);
        await WriteAsync(repository, "space", CellGrid.OfSpace(full.Snapshot, full.Tables!), "The 1024 directory entries", cancel);
        await WriteAsync(repository, "heap-before", CellGrid.OfHeap(full.Snapshot, full.Heap!)!, "The heap with blocks for 200, 1000 and 300 bytes", cancel);
        await console.RunAsync($"kfree 0x{pointers[1]:x}", cancel);
        MachinePicture freed = await Look();
        await WriteAsync(repository, "heap-after", CellGrid.OfHeap(freed.Snapshot, freed.Heap!)!, "The heap when the one for 1000 bytes was freed", cancel);
    }

    private static async Task WriteAsync(Repository repository, string name, CellGrid grid, string title, CancellationToken cancel)
    {
        string folder = Path.Combine(repository.Root, "docs", "pictures");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, name + ".svg"), GridPicture.Draw(grid, title), cancel);
    }
}
