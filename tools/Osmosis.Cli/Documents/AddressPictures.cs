// The pictures of the address space's layout and of the walk of one address, taken from a freshly booted kernel.
using Osmosis.Emulators;
using Osmosis.Snapshot;

namespace Osmosis.Cli.Documents;

internal static class AddressPictures
{
    private const int MiB = 128;
    private const int BlockBytes = 24;

    /// <exception cref="FailedException">The shell's pte shows a different walk.</exception>
    public static async Task WriteAsync(Repository repository, CancellationToken cancel)
    {
        await using PictureMachine machine =
            await PictureMachine.StartAsync(repository, MemorySize.FromMiB(MiB), cancel);
        uint pointer = await machine.AllocateAsync(BlockBytes, cancel);
        Rows said = new(await machine.Console.RunAsync($"pte 0x{pointer:x}", cancel));
        MachinePicture picture = await machine.LookAsync(cancel);
        PageWalk walk = picture.Tables!.Walk(pointer)
            ?? throw new FailedException(
                $"the page tables map nothing at v0x{pointer:x8}, where kmalloc {BlockBytes} put its block");
        foreach ((string name, string value) in walk.Rows)
        {
            if (said.Text(name) != value)
            {
                throw new FailedException(
                    $"the walk of v0x{pointer:x8}: pte says '{name}: {said.Text(name)}', the page tables '{value}'");
            }
        }

        await DocsPictures.WriteAsync(repository, DocsPictures.Layout,
            LayoutPicture.Draw(picture.Snapshot, picture.Tables,
                $"The address space of a running kernel, {MiB} MiB of memory (not to scale)"), cancel);
        await DocsPictures.WriteAsync(repository, DocsPictures.Walk,
            WalkPicture.Draw(walk, $"How the processor finds a block that kmalloc {BlockBytes} returned"), cancel);
    }
}
