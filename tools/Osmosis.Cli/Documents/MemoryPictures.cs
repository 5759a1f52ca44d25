// The pictures of memory in docs/images, taken from a freshly booted kernel.
using Osmosis.Emulators;
using Osmosis.Snapshot;

namespace Osmosis.Cli.Documents;

internal static class MemoryPictures
{
    /// <summary>
    /// Draws the address space and the frames, then the heap before and after its middle block is freed.
    /// </summary>
    public static async Task WriteAsync(Repository repository, CancellationToken cancel)
    {
        await using PictureMachine machine = await PictureMachine.StartAsync(repository, MemorySize.FromMiB(8), cancel);
        List<uint> pointers = [];
        foreach (int bytes in new[] { 200, 1000, 300 })
        {
            pointers.Add(await machine.AllocateAsync(bytes, cancel));
        }

        MachinePicture full = await machine.LookAsync(cancel);
        await WriteAsync(repository, DocsPictures.Frames, CellGrid.OfFrames(full.Frames!),
            "Frames of a machine with 8 MiB", cancel);
        await WriteAsync(repository, DocsPictures.Space, CellGrid.OfSpace(full.Snapshot, full.Tables!),
            "The 1024 directory entries", cancel);
        await WriteAsync(repository, DocsPictures.HeapBefore, CellGrid.OfHeap(full.Snapshot, full.Heap!)!,
            "The heap with blocks for 200, 1000 and 300 bytes", cancel);
        await machine.Console.RunAsync($"kfree 0x{pointers[1]:x}", cancel);
        MachinePicture freed = await machine.LookAsync(cancel);
        await WriteAsync(repository, DocsPictures.HeapAfter, CellGrid.OfHeap(freed.Snapshot, freed.Heap!)!,
            "The heap when the one for 1000 bytes was freed", cancel);
    }

    private static Task WriteAsync(Repository repository, string picture, CellGrid grid, string title,
        CancellationToken cancel) =>
            DocsPictures.WriteAsync(repository, picture, GridPicture.Draw(grid, title), cancel);
}
