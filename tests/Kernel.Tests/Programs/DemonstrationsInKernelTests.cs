// The programs in C# on the real image: each ends as it should, and nothing of it is left.

namespace Osmosis.Kernel.Tests.Programs;

public class DemonstrationsInKernelTests
{
    // As its README says, but for the number of numbers.
    [Fact]
    public async Task Hello_runs() =>
        Assert.Equal(["Hello, world! I am process 1.", "The sum of 0 numbers is 0, or 0x0."],
            await RunAsync("hello", 0));

    [Fact]
    public async Task After_a_fork_each_writes_its_own_pages()
    {
        IReadOnlyList<string> lines = await RunAsync("cow", 0);
        Assert.Equal("before: wrote b to 16 pages", lines[0]);
        Assert.StartsWith("child: wrote c and sees c in 16 pages", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("parent: wrote p and sees p in 16 pages", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shared_pages_are_shared_and_others_are_not()
    {
        IReadOnlyList<string> lines = await RunAsync("share", 0);
        Assert.Equal(4, lines.Count);
        Assert.Equal("parent: the shared page has what the other wrote, its own page hasn't", lines[^1]);
    }

    [Fact]
    public async Task Only_touched_pages_take_memory()
    {
        // 64 MiB are mapped on a machine that has 32.
        Assert.Equal(
            [
                "mapped 16384 pages", "in memory: 0 pages", "touched 4 pages", "in memory: 4 pages",
                "the other pages are zero",
            ],
            await RunAsync("lazy", 0));
    }

    [Fact]
    public async Task The_stack_grows_to_near_its_limit() =>
        Assert.EndsWith(" frames kept what they were given", (await RunAsync("stack", 0))[^1],
            StringComparison.Ordinal);

    [Fact]
    public async Task A_write_to_address_0_ends_a_program()
    {
        IReadOnlyList<string> lines = await RunAsync("segv", 1);
        Assert.Equal("writing to 0x00000000", lines[0]);
        Assert.Equal("ended: by signal 11 (segmentation fault)", lines[^1]);
    }

    [Fact]
    public async Task A_program_that_takes_all_memory_is_ended()
    {
        IReadOnlyList<string> lines = await RunAsync("hog", 1);
        Assert.Equal("taking memory", lines[0]);
        Assert.Equal("ended: by signal 9 (killed)", lines[^1]);
    }

    private static async Task<IReadOnlyList<string>> RunAsync(string program, int status)
    {
        string path = Path.Combine(Checkout.Root, "artifacts", "programs", program);
        await using QemuMachine machine =
            await QemuMachine.StartAsync(
                new QemuOptions { KernelPath = Checkout.Image, ModulePath = path, Memory = MemorySize.FromMiB(32) });
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();

        // The first run fills what is kept from then on.
        IReadOnlyList<string> lines = await console.RunAsync("run");
        Assert.True(console.LastStatus == status, string.Join('\n', lines));
        ulong free = await FreeAsync(console);
        Assert.Equal(lines[^1], (await console.RunAsync("run"))[^1]);
        Assert.Equal(free, await FreeAsync(console));
        Assert.Equal(["programs: 0"], await console.RunAsync("ps"));
        Assert.Equal(["frames check: passed", "paging check: passed", "spaces check: passed", "heap check: passed"],
            await console.RunAsync("check"));
        return lines;
    }

    private static async Task<ulong> FreeAsync(KernelConsole console) =>
        new Rows(await console.RunAsync("mem")).Number("free frames");
}
